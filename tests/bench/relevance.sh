#!/usr/bin/env bash
# Measures the ranking on all sets of a folder, each with docs.jsonl.gz, qrels.txt and queries*.jsonl.
#
# Prints a line for each file of queries: nDCG@10, MRR@10 and recall@100 of all queries, and the first two again of
# those that constants may be tuned on and of the third that is held out. Further options go to `vestnik eval`:
# --plain-bm25 measures the baseline.
#
#   tests/bench/relevance.sh target/release/vestnik SETS [OPTION...]
set -euo pipefail

if [ $# -lt 2 ]; then
    sed -n '/^#   tests/s/^# *//p' "$0" >&2
    exit 2
fi
binary=$1
sets=$2
shift 2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
printf '%-24s %7s  %7s %7s %10s  %-15s  %-15s\n' queries number nDCG@10 MRR@10 recall@100 'tuned on' 'held out'
for set in "$sets"/*/; do
    [ -f "$set/docs.jsonl.gz" ] || continue
    for file in "$set"/queries*.jsonl; do
        "$binary" eval --docs "$set/docs.jsonl.gz" --queries "$file" --qrels "$set/qrels.txt" --hold-out --json "$@" \
            >"$work/parts" 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
        python3 - "$(basename "$set")/$(basename "$file" .jsonl)" "$work/parts" <<'PYTHON'
import json
import sys

name, parts = sys.argv[1], json.load(open(sys.argv[2]))
whole = parts["all"]
pair = lambda part: f'{parts[part]["ndcg@10"]:.4f} / {parts[part]["mrr@10"]:.4f}'
print(f'{name:24} {whole["queries"]:7}  {whole["ndcg@10"]:7.4f} {whole["mrr@10"]:7.4f} {whole["recall@100"]:10.4f}  '
      f'{pair("tuned")}  {pair("held_out")}', flush=True)
PYTHON
    done
done
