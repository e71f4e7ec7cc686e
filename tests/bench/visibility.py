"""How long a write takes to be acknowledged, and how long after that searches find it.

usage: visibility.py BINARY ARCHIVE [COUNT]

Indexes ARCHIVE (any files that `vestnik index` reads) into a temporary folder, serves it, and writes COUNT articles
(1000 by default), each with a word of its own, at random moments over the interval between two commits. After each
acknowledgement the word is searched for again and again until it is found. Prints milliseconds as JSON.
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

LETTERS = "бвгджзклмнпрстфхцчшщ"


def start(binary, archive, folder):
    subprocess.run([binary, "index", archive, "--data", folder], check=True, stdout=subprocess.DEVNULL)
    arguments = [binary, "serve", "--data", folder, "--listen", "127.0.0.1:0", "--set", "log.level=warn"]
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


def word(number):
    """A word that is in no dictionary, one for each number."""
    digits = [LETTERS[number // len(LETTERS) ** place % len(LETTERS)] for place in range(4)]
    return "щъ" + "ы".join(digits) + "ц"


def one(connection, number, wait):
    path = f"/api/v1/articles/visible-{wait}-{number}" + ("?wait=searchable" if wait else "")
    term = word(number) + ("ж" if wait else "")
    query = "/api/v1/search?repair=off&synonyms=off&q=" + urllib.parse.quote("!" + term)
    begun = time.perf_counter()
    ask(connection, "PUT", path, {"title": f"Новость {term}", "text": "Текст новости о мосте через Волгу. " * 60})
    acknowledged = time.perf_counter()
    looks = 0
    while True:
        looks += 1
        if ask(connection, "GET", query)["total"] == 1:
            break
    found = time.perf_counter()
    return (acknowledged - begun) * 1000, (found - acknowledged) * 1000, looks


def measures(values):
    values = sorted(values)
    return {
        "median": round(statistics.median(values), 2),
        "p99": round(values[int(len(values) * 0.99) - 1], 2),
        "worst": round(values[-1], 2),
    }


def main():
    binary, archive, *count = sys.argv[1:]
    count = int(count[0]) if count else 1000
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        server, connection = start(binary, archive, folder)
        try:
            report = {}
            for wait in (False, True):
                rows = []
                for number in range(count):
                    time.sleep(chance.random() * 0.5)
                    rows.append(one(connection, number, wait))
                name = "wait=searchable" if wait else "durable"
                report[name] = {
                    "acknowledged": measures([row[0] for row in rows]),
                    "visible after that": measures([row[1] for row in rows]),
                }
                if wait:
                    report[name]["found at the first look"] = sum(row[2] == 1 for row in rows)
                print(json.dumps({name: report[name]}), flush=True)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
