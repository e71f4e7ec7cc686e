#!/usr/bin/env bash
# Measures how well reports of one event are gathered into stories, as readers get them.
#
# SET is a folder with docs.jsonl.gz, queries.jsonl and qrels.txt, where the documents that answer a query report one
# event and no document answers two. Every query is asked with group=story; of the documents that answer any query,
# those that an answer holds are compared in pairs: is a pair in one hit, and is it of one event? Prints precision,
# recall and F1 over all pairs, and the same of the queries that constants may be tuned on and of those that are held
# out (crc32 of the id divisible by 3).
#
#   tests/bench/stories.sh target/release/vestnik SET
set -euo pipefail

if [ $# -ne 2 ]; then
    sed -n '/^#   tests/s/^# *//p' "$0" >&2
    exit 2
fi
binary=$1
set=$2
port=${PORT:-7793}

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
"$binary" index --data "$work/data" "$set/docs.jsonl.gz" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
"$binary" serve --data "$work/data" --listen "127.0.0.1:$port" >"$work/log" 2>&1 &
server=$!
curl -sf --retry 50 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$port/readyz"

python3 - "127.0.0.1:$port" "$set" <<'PYTHON'
import itertools
import json
import sys
import urllib.parse
import urllib.request
import zlib

address, folder = sys.argv[1:]
event = {}
for line in open(f"{folder}/qrels.txt"):
    query, _, document, grade = line.split()
    if int(grade) > 0:
        event[document] = query

counts = {part: [0, 0, 0] for part in ("all", "tuned", "held out")}
for line in open(f"{folder}/queries.jsonl"):
    query = json.loads(line)
    parameters = urllib.parse.urlencode({"q": query["text"], "group": "story", "per_page": 100, "repair": "off"})
    answer = json.load(urllib.request.urlopen(f"http://{address}/api/v1/search?{parameters}"))
    story = {}
    further = answer["further"] or {"hits": []}
    for number, hit in enumerate(answer["hits"] + further["hits"]):
        others = (hit["story"] or {"articles": []})["articles"]
        for article in [hit, *others]:
            if article["id"] in event:
                story[article["id"]] = number
    part = "held out" if zlib.crc32(query["id"].encode()) % 3 == 0 else "tuned"
    for one, other in itertools.combinations(sorted(story), 2):
        together, same = story[one] == story[other], event[one] == event[other]
        for name in ("all", part):
            counts[name][0] += together and same
            counts[name][1] += together and not same
            counts[name][2] += same and not together

for name, (right, wrong, lost) in counts.items():
    precision, recall = right / max(right + wrong, 1), right / max(right + lost, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    print(f"{name:9} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  pairs {right + wrong + lost}")
PYTHON
