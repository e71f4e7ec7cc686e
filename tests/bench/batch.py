#!/usr/bin/env python3
"""Measures what the searches of one keystroke gain by sharing their work.

A page with a search box, two refined lists and a tree of dates sends four searches for each keystroke, in one batch of
Algolia's dialect: the hits with all facets, and for each refined facet its counts without its own filter. This asks the
running service at ADDRESS for such batches, for what has been typed after some keystroke on the way into a title of its
articles, in pairs: once as they are, and once with a different number of blanks before each text, so that the four have
no text in common and share nothing, although they find the same. The order within pairs changes. Prints the number of
pairs, the median times in milliseconds and the median of the ratios. HITS is how many hits the first search wants.

    vestnik serve --data DATA &
    tests/bench/batch.py 127.0.0.1:7700 400 20
"""

import http.client
import json
import random
import statistics
import sys
import time
import urllib.parse

FACETS = ["rubrics", "source", "tags", "authors", "date.lvl0"]


def ask(connection, requests):
    """Sends a batch; returns the seconds it took and its results."""
    body = json.dumps({"requests": requests}, ensure_ascii=False).encode()
    began = time.perf_counter()
    connection.request("POST", "/1/indexes/*/queries", body, {"content-type": "text/plain"})
    response = connection.getresponse()
    answer = response.read()
    seconds = time.perf_counter() - began
    if response.status != 200:
        sys.exit(f"{response.status}: {answer.decode()}")
    return seconds, json.loads(answer)["results"]


def batch(hits, text, rubric, source):
    """The searches of one keystroke with a rubric and a source chosen."""
    rubrics, sources = f"rubrics:{rubric}", f"source:{source}"
    count = {"query": text, "hitsPerPage": 0}
    searches = [
        {"query": text, "hitsPerPage": hits, "facets": FACETS, "facetFilters": [[rubrics], [sources]]},
        {**count, "facets": ["rubrics"], "facetFilters": [[sources]]},
        {**count, "facets": ["source"], "facetFilters": [[rubrics]]},
        {**count, "facets": ["date.lvl0"], "facetFilters": [[rubrics], [sources]]},
    ]
    return [{"indexName": "news", "params": params} for params in searches]


def apart(requests):
    """The same searches, each with a text of its own."""
    texts = (" " * blanks + request["params"]["query"] for blanks, request in enumerate(requests))
    return [{**request, "params": {**request["params"], "query": text}} for text, request in zip(texts, requests)]


def beginnings(connection, wanted):
    """What a reader types on the way to the end of a title's third word, each with a rubric and a source of its article."""
    found = []
    for word in ["в", "на", "по", "с", "и"]:
        query = urllib.parse.urlencode({"q": word, "per_page": 100, "sort": "oldest"})
        connection.request("GET", f"/api/v1/search?{query}")
        for hit in json.loads(connection.getresponse().read())["hits"]:
            words = hit["title"].split()
            if len(words) > 2 and hit["rubrics"] and hit["source"]:
                typed = " ".join(words[:3])
                found.append((typed[: random.randint(3, len(typed))].rstrip(), hit["rubrics"][0], hit["source"]))
    random.shuffle(found)
    return [found[place % len(found)] for place in range(wanted)] if found else []


def main():
    if len(sys.argv) not in (2, 3, 4):
        sys.exit("usage: tests/bench/batch.py ADDRESS [PAIRS, by default 200 [HITS, by default 20]]")
    address, pairs, hits = (sys.argv[1:] + ["200", "20"][len(sys.argv) - 2 :])[:3]
    random.seed(7)
    connection = http.client.HTTPConnection(address)
    shared, unshared = [], []
    for number, words in enumerate(beginnings(connection, int(pairs))):
        together = batch(int(hits), *words)
        pair = [(together, shared), (apart(together), unshared)]
        told = []
        for requests, times in pair if number % 2 else reversed(pair):
            seconds, results = ask(connection, requests)
            times.append(seconds)
            told.append([(result["nbHits"], result["facets"]) for result in results])
        if told[0] != told[1]:
            sys.exit(f"{words}: the answers differ")
    if not shared:
        sys.exit("the archive has no articles with a rubric and a source")
    ratio = statistics.median(one / other for one, other in zip(shared, unshared))
    milliseconds = [1000 * statistics.median(times) for times in (shared, unshared)]
    print(f"{len(shared)} pairs; shared {milliseconds[0]:.2f} ms, apart {milliseconds[1]:.2f} ms, ratio {ratio:.2f}")


main()
