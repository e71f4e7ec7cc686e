"""The parts of repairs.sh: `variants` writes mistyped queries, `ratios` reads the run, `correct` and `times` ask."""

import json
import sys
import time
import urllib.parse
import urllib.request
import zlib
from collections import defaultdict

RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
SWITCHED = str.maketrans(RUSSIAN + LATIN, LATIN + RUSSIAN)


def queries(path):
    return [json.loads(line) for line in open(path, encoding="utf-8") if line.strip()]


def held_out(name):
    return zlib.crc32(name.encode()) % 3 == 0


def every_second(text):
    return " ".join(w.translate(SWITCHED) if n % 2 == 0 else w for n, w in enumerate(text.split()))


def joined(text):
    """The first two neighbours of four letters or more, as one word."""
    words = text.split()
    for n, (one, other) in enumerate(zip(words, words[1:])):
        if one.isalpha() and other.isalpha() and min(len(one), len(other)) >= 4 and other.islower():
            return " ".join([*words[:n], one + other, *words[n + 2 :]])
    return None


def split(text):
    """The longest word, cut in the middle."""
    longest = max(text.split(), key=len)
    if len(longest) < 9 or not longest.isalpha():
        return None
    middle = len(longest) // 2
    return text.replace(longest, longest[:middle] + " " + longest[middle:], 1)


def variants(news, work, every):
    clean = {query["id"]: query["text"] for query in queries(f"{news}/queries.kw.jsonl")[:: int(every)]}
    headlines = {query["id"]: query["text"] for query in queries(f"{news}/queries.jsonl")[:: int(every)]}
    # Some of them are headlines, so that only their own correct texts compare with them.
    typos = queries(f"{news}/queries.typo.jsonl")[:: int(every)]
    latin = {id: text for id, text in {**clean, **headlines}.items() if any(w.isascii() and w.isalpha() for w in text.split())}
    sets = {
        "keywords": clean,
        "headlines": headlines,
        "latin": latin,
        "spelt-right": {query["id"]: query["clean"] for query in typos},
        "typo:spelt-right": {query["id"]: query["text"] for query in typos},
        "layout:keywords": {id: text.translate(SWITCHED) for id, text in clean.items()},
        "layout-mixed:keywords": {id: every_second(text) for id, text in clean.items()},
        "layout-to-russian:latin": {
            id: " ".join(w.lower().translate(SWITCHED) if w.isascii() and w.isalpha() else w for w in text.split())
            for id, text in latin.items()
        },
        "joined:headlines": {id: joined(text) for id, text in headlines.items() if joined(text)},
        "split:headlines": {id: split(text) for id, text in headlines.items() if split(text)},
    }
    for scheme in "gost", "bgn", "icao", "informal":
        written = {query["id"]: query["text"] for query in queries(f"{work}/{scheme}.jsonl")}
        sets[f"{scheme}:keywords"] = {id: written[id] for id in clean}
    judged = defaultdict(list)
    for line in open(f"{news}/qrels.txt", encoding="utf-8"):
        query, _, document, grade = line.split()
        judged[query].append((document, grade))
    with open(f"{work}/queries.jsonl", "w", encoding="utf-8") as asked, open(f"{work}/qrels.txt", "w") as qrels:
        for name, texts in sets.items():
            for id, text in texts.items():
                print(json.dumps({"id": f"{name}/{id}", "text": text}, ensure_ascii=False), file=asked)
                for document, grade in judged[id]:
                    print(f"{name}/{id} 0 {document} {grade}", file=qrels)


def ratios(work):
    relevant, reciprocal = defaultdict(set), defaultdict(dict)
    for line in open(f"{work}/qrels.txt"):
        query, _, document, grade = line.split()
        if int(grade) > 0:
            relevant[query].add(document)
    for query in relevant:
        name, _, id = query.partition("/")
        reciprocal[name][id] = 0.0
    for line in open(f"{work}/run"):
        query, _, document, rank, *_ = line.split()
        name, _, id = query.partition("/")
        if int(rank) <= 10 and document in relevant[query] and reciprocal[name][id] == 0:
            reciprocal[name][id] = 1 / int(rank)
    texts = {query["id"]: query["text"] for query in queries(f"{work}/queries.jsonl")}
    print(f"{'variant':<26}{'queries':>8}{'MRR@10':>9}{'meant':>9}{'ratio':>8}{'held out':>10}")
    for name, values in reciprocal.items():
        if ":" not in name:
            continue
        meant = reciprocal[name.partition(":")[2]]
        figures = []
        for ids in list(values), [id for id in values if held_out(id)]:
            got, full = sum(values[id] for id in ids), sum(meant[id] for id in ids)
            figures.append((len(ids), got / max(len(ids), 1), full / max(len(ids), 1), got / full if full else 0))
        (count, got, full, ratio), (*_, held) = figures
        print(f"{name:<26}{count:>8}{got:>9.4f}{full:>9.4f}{ratio:>8.3f}{held:>10.3f}")
        lost = sorted((id for id in values if values[id] < meant[id] and not held_out(id)), key=lambda id: values[id] - meant[id])
        for id in lost[:8]:
            print(f"    {meant[id]:.2f} -> {values[id]:.2f}  {texts[name + '/' + id]}")


def ask(address, text, **more):
    parameters = urllib.parse.urlencode({"q": text, "per_page": 10, **more})
    return json.load(urllib.request.urlopen(f"http://{address}/api/v1/search?{parameters}", timeout=60))


def correct(address, path, name, every):
    asked = queries(path)[:: int(every)]
    repairs = [(query, ask(address, query["text"])["query"]["repair"]) for query in asked]
    repairs = [(query, repair) for query, repair in repairs if repair]
    applied = sum(repair["applied"] for _, repair in repairs)
    print(f"{name}: {len(asked)} correct queries, {applied} repaired, {len(repairs) - applied} offers")
    for query, repair in repairs:
        changes = ", ".join(f"{change['from']} > {change['to']}" for change in repair["changes"])
        print(f"    {'repaired' if repair['applied'] else 'offer   '}  {changes}  | {query['text'][:80]}")


def times(address, path):
    groups = defaultdict(lambda: ([], []))
    for number, query in enumerate(queries(path)):
        if zlib.crc32(query["id"].encode()) % 5:
            continue
        ways = [(0, {}), (1, {"repair": "off"})]
        for place, more in ways if number % 2 else reversed(ways):
            began = time.perf_counter()
            ask(address, query["text"], **more)
            groups[query["id"].partition("/")[0]][place].append((time.perf_counter() - began) * 1000)
    print(f"{'milliseconds':<26}{'pairs':>8}{'median':>9}{'p99':>9}{'max':>9}{'off: med':>10}{'p99':>9}")
    for name, (on, off) in groups.items():
        on, off = sorted(on), sorted(off)
        at = lambda values, share: values[min(int(len(values) * share), len(values) - 1)]
        print(f"{name:<26}{len(on):>8}{at(on, .5):>9.1f}{at(on, .99):>9.1f}{on[-1]:>9.1f}{at(off, .5):>10.1f}{at(off, .99):>9.1f}")


if __name__ == "__main__":
    {"variants": variants, "ratios": ratios, "correct": correct, "times": times}[sys.argv[1]](*sys.argv[2:])
