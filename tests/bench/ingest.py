"""How fast a server takes articles, and what memory it needs for that.

usage: ingest.py BINARY ARTICLES.jsonl [TIMES]

Serves the bundled archive in a temporary folder and sends ARTICLES TIMES times (2 by default), under other ids each time,
as one stream; then single articles over 1 and over 32 connections. Prints articles per second and the memory of the
server (resident, without the pages of mapped files) over the time as JSON.
"""

import http.client
import json
import re
import subprocess
import sys
import tempfile
import threading
import time


def serve(binary, data):
    arguments = [binary, "serve", "--data", data, "--listen", "127.0.0.1:0", "--set", "log.level=warn"]
    server = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        found = re.search(r"Serving on http://(\S+)", line)
        if found:
            return server, found.group(1)
    raise SystemExit("the server does not start")


def memory(pid):
    """Megabytes of memory that is not backed by files."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"RssAnon:\s+(\d+)", status.read()).group(1)) // 1024


def lines(path, times):
    for turn in range(times):
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file):
                article = json.loads(line)
                article["id"] = f"{turn}-{number}"
                article.pop("url", None)
                yield json.dumps(article, ensure_ascii=False).encode() + b"\n"


def stream(address, path, times, pid):
    total = sum(1 for _ in open(path, encoding="utf-8")) * times
    seen, count = [], 0

    def body():
        nonlocal count
        for line in lines(path, times):
            count += 1
            if count % max(1, total // 20) == 0:
                seen.append(memory(pid))
            yield line

    connection = http.client.HTTPConnection(address)
    begun = time.perf_counter()
    connection.request("POST", "/api/v1/articles", body(), {"Content-Type": "application/x-ndjson"}, encode_chunked=True)
    reply = connection.getresponse()
    answer = reply.read()
    if reply.status != 200:
        raise SystemExit(f"{reply.status} {answer[:500]!r}")
    return total / (time.perf_counter() - begun), seen


def single(address, path, connections, count):
    bodies = [line for _, line in zip(range(count), lines(path, 1))]

    def work(which):
        connection = http.client.HTTPConnection(address)
        for number in range(which, len(bodies), connections):
            headers = {"Content-Type": "application/json"}
            connection.request("PUT", f"/api/v1/articles/single-{connections}-{number}", bodies[number], headers)
            reply = connection.getresponse()
            reply.read()
            if reply.status != 201:
                raise SystemExit(f"PUT: {reply.status}")

    threads = [threading.Thread(target=work, args=(which,)) for which in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - begun)


def main():
    binary, path, *times = sys.argv[1:]
    times = int(times[0]) if times else 2
    with tempfile.TemporaryDirectory() as data:
        first = data + "/first.jsonl"
        with open(first, "w", encoding="utf-8") as file:
            file.write('{"id": "first", "title": "Первая"}\n')
        subprocess.run([binary, "index", first, "--data", data], check=True, capture_output=True)
        server, address = serve(binary, data)
        try:
            begun = memory(server.pid)
            rate, seen = stream(address, path, times, server.pid)
            report = {
                "articles per second": {
                    "one stream": round(rate),
                    "single, 1 connection": round(single(address, path, 1, 300)),
                    "single, 32 connections": round(single(address, path, 32, 2000)),
                },
                "memory of the server, MB": {"before": begun, "during the stream": seen, "after": memory(server.pid)},
            }
            print(json.dumps(report, ensure_ascii=False, indent=2))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
