#!/usr/bin/env bash
# Measures how long suggestions take over HTTP, for the beginnings of real titles.
#
# Asks the running service at ADDRESS for the titles of some of its articles, cuts from each the beginnings that a
# reader types on the way to the end of its third word, shuffles them the same way every time and asks for suggestions
# to all of them, one after the other over one connection. Prints the number of requests, the slowest one and the 50th,
# 95th and 99th percentile of the time from request to answer in milliseconds.
#
#   vestnik serve --data DATA &
#   tests/bench/suggest.sh 127.0.0.1:7700 3000
set -euo pipefail

if [ $# -lt 1 ] || [ $# -gt 2 ]; then
    echo "usage: tests/bench/suggest.sh ADDRESS [REQUESTS, by default 2000]" >&2
    exit 2
fi
address=$1
requests=${2:-2000}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Articles far from each other in time: the newest, the oldest and the ones that hold frequent words.
for query in '' 'q=%D0%B2' 'q=%D0%BD%D0%B0' 'q=%D0%BF%D0%BE' 'q=%D1%81'; do
    for sort in newest oldest; do
        for page in 1 2; do
            curl -sSf "http://$address/api/v1/search?per_page=100&sort=$sort&page=$page&$query"
            echo
        done
    done
done >"$work/answers"

python3 - "$work/answers" "$address" "$requests" >"$work/requests" <<'PYTHON'
import json, random, sys, urllib.parse

answers, address, requests = sys.argv[1], sys.argv[2], int(sys.argv[3])
titles = {hit["title"] for line in open(answers, encoding="utf-8") for hit in json.loads(line)["hits"]}
beginnings = set()
for title in titles:
    end = len(" ".join(title.split()[:3]))
    beginnings.update(title[:length].lstrip() for length in range(1, end + 1))
beginnings = sorted(beginnings)
random.Random(1).shuffle(beginnings)
for beginning in (beginnings * (requests // max(len(beginnings), 1) + 1))[:requests]:
    print(f'url = "http://{address}/api/v1/suggest?q={urllib.parse.quote(beginning)}"')
    print('output = "/dev/null"')
PYTHON

# The words of the titles are read once, by the first request after the start.
curl -sSf -o /dev/null "http://$address/api/v1/suggest?q=a"
curl -sSf -w '%{time_total}\n' -K "$work/requests" | LC_ALL=C sort -n >"$work/times"
LC_ALL=C awk '
    { time[NR] = $1 * 1000 }
    function at(share) { place = int(NR * share); return time[place < 1 ? 1 : place] }
    END {
        printf "%d requests: p50 %.2f ms, p95 %.2f ms, p99 %.2f ms, slowest %.2f ms\n", NR, at(.5), at(.95), at(.99), time[NR]
    }' "$work/times"
