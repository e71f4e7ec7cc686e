#!/usr/bin/env bash
# Measures how well mistyped queries are repaired, and whether correct ones are left alone.
#
# SETS is a folder of sets, each with docs.jsonl.gz, qrels.txt and queries*.jsonl; the set `news` also needs
# queries.kw.jsonl (the correct queries) and queries.typo.jsonl (the same with one misspelt word). The other variants
# are made here: the wrong keyboard layout (all words, or every second one), four ways of transliteration, two words
# of a headline joined, one split. `vestnik eval` answers all of them from one index.
#
# Prints for each variant MRR@10, that of the same queries as they were meant and the ratio, for all queries and for
# the third of them that is held out (crc32 of the id divisible by 3); then for each set how many correct queries were
# repaired or got an offer, with what; then how long requests with and without repairs take, in pairs.
#
#   tests/bench/repairs.sh target/release/vestnik SETS [EVERY, by default 1: which part of the queries of `news`]
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    sed -n '/^#   tests/s/^# *//p' "$0" >&2
    exit 2
fi
binary=$1
sets=$2
every=${3:-1}
here=$(cd "$(dirname "$0")" && pwd)
port=${PORT:-7791}

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

for scheme in gost bgn icao informal; do
    "$here/transliterate.sh" "$scheme" <"$sets/news/queries.kw.jsonl" >"$work/$scheme.jsonl"
done
python3 "$here/repairs.py" variants "$sets/news" "$work" "$every"
"$binary" eval --docs "$sets/news/docs.jsonl.gz" --queries "$work/queries.jsonl" --qrels "$work/qrels.txt" \
    --run "$work/run" --json >/dev/null 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
python3 "$here/repairs.py" ratios "$work"

for set in "$sets"/*/; do
    [ -f "$set/docs.jsonl.gz" ] || continue
    name=$(basename "$set")
    rm -rf "$work/data"
    "$binary" index --data "$work/data" "$set/docs.jsonl.gz" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    "$binary" serve --data "$work/data" --listen "127.0.0.1:$port" >"$work/log" 2>&1 &
    server=$!
    curl -sf --retry 50 --retry-connrefused --retry-delay 1 -o /dev/null "http://127.0.0.1:$port/api/v1/search?q=a"
    step=1
    if [ "$name" = news ]; then
        step=$every
        python3 "$here/repairs.py" times "127.0.0.1:$port" "$work/queries.jsonl"
    fi
    for file in "$set"/queries.jsonl "$set"/queries.kw.jsonl; do
        [ -f "$file" ] && python3 "$here/repairs.py" correct "127.0.0.1:$port" "$file" "$name $(basename "$file")" "$step"
    done
    kill "$server" && wait "$server" 2>/dev/null || true
    server=
done
