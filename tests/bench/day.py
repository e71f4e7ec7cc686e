"""What a day of small commits does to searches.

usage: day.py BINARY ARTICLES.jsonl [COUNT] [ROUNDS]

Indexes ARTICLES twice: all of them in one run, and all but COUNT (1500 by default), which are then written over HTTP one
by one, each in a commit of its own, a third of them corrected afterwards. Serves both and asks both the same queries in
turn, ROUNDS times each. Prints segments, the ratio of the times of each pair of answers, and what writing took, as JSON.
"""

import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse


def vestnik(binary, data, *arguments):
    return subprocess.run([binary, *arguments, "--data", data], check=True, capture_output=True, text=True).stdout


def serve(binary, data):
    settings = ["--set", "log.level=warn", "--set", "index.commit_ms=10"]
    arguments = [binary, "serve", "--data", data, "--listen", "127.0.0.1:0", *settings]
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"Serving on http://(\S+)", line)
        if found:
            return server, http.client.HTTPConnection(found.group(1))
    raise SystemExit("the server does not start")


def ask(connection, method, path, body=None):
    headers = {"Content-Type": "application/json"} if body else {}
    connection.request(method, path, body and json.dumps(body).encode(), headers)
    reply = connection.getresponse()
    answer = reply.read()
    if reply.status not in (200, 201):
        raise SystemExit(f"{method} {path}: {reply.status} {answer!r}")
    return json.loads(answer)


def timed(connection, path):
    begun = time.perf_counter()
    answer = ask(connection, "GET", path)
    return time.perf_counter() - begun, answer["total"]


def segments(binary, data):
    return json.loads(vestnik(binary, data, "inspect", "--json"))["segments"]


def write(path, articles):
    with open(path, "w", encoding="utf-8") as file:
        for article in articles:
            file.write(json.dumps(article, ensure_ascii=False) + "\n")


def main():
    binary, archive, *numbers = sys.argv[1:]
    count, rounds = [*(int(number) for number in numbers), 1500, 400][:2] if len(numbers) < 2 else map(int, numbers)
    chance = random.Random(11)
    with open(archive, encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines]
    for number, article in enumerate(articles):
        article.setdefault("id", str(number))
    words = [re.findall(r"[а-яё]{4,}", article["title"].lower()) for article in articles]
    words = [found for found in words if len(found) > 1]
    with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as day:
        for data, part in ((whole, articles), (day, articles[:-count])):
            write(data + "/articles.jsonl", part)
            vestnik(binary, data, "index", data + "/articles.jsonl")
        servers = [serve(binary, whole), serve(binary, day)]
        try:
            _, late = servers[1]
            begun = time.perf_counter()
            for article in articles[-count:]:
                ask(late, "PUT", f"/api/v1/articles/{urllib.parse.quote(str(article['id']), safe='')}?wait=searchable", article)
            for article in articles[-count::3]:
                corrected = {**article, "title": article["title"] + " (уточнено)"}
                ask(late, "PUT", f"/api/v1/articles/{urllib.parse.quote(str(article['id']), safe='')}?wait=searchable", corrected)
            seconds = time.perf_counter() - begun
            ratios, times = [], ([], [])
            for turn in range(rounds):
                query = "/api/v1/search?" + urllib.parse.urlencode({"q": " ".join(chance.choice(words)[:2])})
                pair = [0.0, 0.0]
                # A cold answer each, then in alternating order.
                for which in ([0, 1], [1, 0])[turn % 2] * 2:
                    pair[which] = timed(servers[which][1], query)[0]
                ratios.append(pair[1] / pair[0])
                times[0].append(pair[0])
                times[1].append(pair[1])
            report = {
                "articles": len(articles),
                "commits": count + (count + 2) // 3,
                "seconds of writing": round(seconds, 1),
                "segments": {"at once": segments(binary, whole), "after the day": segments(binary, day)},
                "median ms": {
                    "at once": round(statistics.median(times[0]) * 1000, 2),
                    "after the day": round(statistics.median(times[1]) * 1000, 2),
                },
                "median ratio": round(statistics.median(ratios), 3),
            }
            print(json.dumps(report, ensure_ascii=False, indent=2))
        finally:
            for server, _ in servers:
                server.terminate()
                server.wait()


if __name__ == "__main__":
    main()
