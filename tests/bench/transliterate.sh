#!/usr/bin/env bash
# Writes Russian queries in Latin letters, to measure how well they are read: JSON Lines in, JSON Lines out.
#
#   gost      GOST 7.79-2000, system B: щ is shh, й is j, ь is `
#   bgn       BGN/PCGN as newspapers write it, without signs: щ is shch, й is y
#   icao      as in passports: щ is shch, й is i, ю is iu, я is ia, ъ is ie, no ь
#   informal  what people type: щ is sch, х is h, ц is c
#
#   tests/bench/transliterate.sh gost <queries.jsonl >queries.gost.jsonl
#   vestnik eval --docs docs.jsonl.gz --queries queries.gost.jsonl --qrels qrels.txt
set -euo pipefail

common='s/а/a/g; s/б/b/g; s/в/v/g; s/г/g/g; s/д/d/g; s/е/e/g; s/ж/zh/g; s/з/z/g; s/и/i/g; s/к/k/g; s/л/l/g; s/м/m/g
s/н/n/g; s/о/o/g; s/п/p/g; s/р/r/g; s/с/s/g; s/т/t/g; s/у/u/g; s/ф/f/g; s/ч/ch/g; s/ш/sh/g'
case ${1:-} in
gost) own="s/ю/yu/g; s/я/ya/g; s/ё/yo/g; s/й/j/g; s/х/x/g; s/ц/c/g; s/щ/shh/g; s/ъ/\`\`/g; s/ы/y'/g; s/ь/\`/g; s/э/e'/g" ;;
bgn) own='s/ю/yu/g; s/я/ya/g; s/ё/ye/g; s/й/y/g; s/х/kh/g; s/ц/ts/g; s/щ/shch/g; s/ъ//g; s/ы/y/g; s/ь//g; s/э/e/g' ;;
icao) own='s/ё/e/g; s/й/i/g; s/х/kh/g; s/ц/ts/g; s/щ/shch/g; s/ъ/ie/g; s/ы/y/g; s/ь//g; s/э/e/g; s/ю/iu/g; s/я/ia/g' ;;
informal) own='s/ю/yu/g; s/я/ya/g; s/ё/e/g; s/й/j/g; s/х/h/g; s/ц/c/g; s/щ/sch/g; s/ъ//g; s/ы/y/g; s/ь//g; s/э/e/g' ;;
*)
    echo "usage: tests/bench/transliterate.sh gost|bgn|icao|informal <QUERIES.jsonl" >&2
    exit 2
    ;;
esac
LC_ALL=C.UTF-8 sed "s/.*/\\L&/; $common; $own"
