#!/usr/bin/env bash
# Compares how fast two binaries index the same file: the one with the lexicon and the one built with
# --no-default-features, which only stems.
#
# The binaries take turns, so that a machine whose speed drifts treats them alike. Prints the processor time (of all
# threads) and the time on the clock of each run in seconds, the medians, and for both the ratio SECOND / FIRST of the
# medians: 0.85 means that the first binary reaches 85 % of the speed of the second.
#
#   cargo build --release && cp target/release/vestnik /tmp/with-lexicon
#   cargo build --release --no-default-features && cp target/release/vestnik /tmp/stemmer-only
#   tests/bench/indexing.sh /tmp/with-lexicon /tmp/stemmer-only news.jsonl 7
set -euo pipefail

if [ $# -lt 3 ] || [ $# -gt 4 ]; then
    echo "usage: tests/bench/indexing.sh FIRST_BINARY SECOND_BINARY FILE.jsonl [RUNS, by default 5]" >&2
    exit 2
fi
binaries=("$1" "$2")
file=$3
runs=${4:-5}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Indexes with the binary $1; prints its processor and clock time and appends both to the file $2.
run() {
    local binary=$1 figures=$2 TIMEFORMAT='%U %S %R'
    rm -rf "$work/data"
    # Numbers with a decimal point, whatever the language of the caller.
    if ! { LC_ALL=C; time "$binary" index --data "$work/data" "$file" >"$work/log" 2>&1; } 2>"$work/time"; then
        cat "$work/log" >&2
        exit 1
    fi
    LC_ALL=C awk '{ printf "%.3f %.3f\n", $1 + $2, $3 }' "$work/time" | tee -a "$figures"
}

# Prints the median of the column $2 of the file $1.
median() {
    cut -d ' ' -f "$2" "$1" | LC_ALL=C sort -n |
        LC_ALL=C awk '{ all[NR] = $1 } END { print (all[int((NR + 1) / 2)] + all[int(NR / 2) + 1]) / 2 }'
}

for binary in "${binaries[@]}"; do run "$binary" /dev/null >/dev/null; done
for ((round = 1; round <= runs; round++)); do
    for index in 0 1; do
        printf '%s %d: ' "${binaries[index]}" "$round"
        run "${binaries[index]}" "$work/figures.$index"
    done
done

for column in 1 2; do
    label=$([ $column = 1 ] && echo processor || echo clock)
    first=$(median "$work/figures.0" $column)
    second=$(median "$work/figures.1" $column)
    LC_ALL=C awk -v l="$label" -v a="$first" -v b="$second" \
        'BEGIN { printf "%s: medians %.3f s and %.3f s, ratio %.3f\n", l, a, b, b / a }'
done
