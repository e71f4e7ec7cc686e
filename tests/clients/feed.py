"""Feeds an archive with the official clients of Elasticsearch or OpenSearch.

usage: feed.py elasticsearch|opensearch URL KEY
"""

import sys


def connect(kind, url, key):
    if kind == "elasticsearch":
        import elasticsearch as client_module
        from elasticsearch import helpers

        client = client_module.Elasticsearch(url, api_key=("vestnik", key), http_compress=True)
    else:
        import opensearchpy as client_module
        from opensearchpy import helpers

        client = client_module.OpenSearch(url, http_auth=("vestnik", key), http_compress=True)
    return client_module, helpers, client


def single_documents(kind, module, client):
    """Each call of the clients that writes one document."""
    name = "document" if kind == "elasticsearch" else "body"
    article = {name: {"title": "Мост через Волгу"}}
    change = {"doc": {"lead": "Открыт утром"}}
    update = change if kind == "elasticsearch" else {"body": change}
    assert client.ping()
    assert client.info()["tagline"] == "You Know, for Search"
    assert client.indices.exists(index="news")
    assert client.cluster.health()["status"] == "green"
    assert client.index(index="news", id="one", refresh="wait_for", **article)["result"] == "created"
    assert client.get(index="news", id="one")["_source"]["title"] == "Мост через Волгу"
    assert client.exists(index="news", id="one") and not client.exists(index="news", id="two")
    assert client.update(index="news", id="one", **update)["result"] == "updated"
    assert client.update(index="news", id="one", **update)["result"] == "noop"
    try:
        client.create(index="news", id="one", **article)
        raise AssertionError("it is there already")
    except module.ConflictError as error:
        assert error.status_code == 409
    assert client.delete(index="news", id="one")["result"] == "deleted"
    try:
        client.delete(index="news", id="one")
        raise AssertionError("it is gone")
    except module.NotFoundError as error:
        assert error.status_code == 404


def bulks(helpers, client):
    """All helpers for many documents, and what they say of a bad one."""
    articles = [{"_index": "news", "_id": f"{n}", "title": f"Мост {n}", "text": "Текст."} for n in range(1200)]
    assert helpers.bulk(client, articles, refresh="wait_for") == (1200, [])
    assert sum(done for done, _ in helpers.streaming_bulk(client, articles[:600])) == 600
    assert sum(done for done, _ in helpers.parallel_bulk(client, articles, thread_count=3)) == 1200
    mixed = [
        {"_op_type": "create", "_index": "news", "_id": "1", "title": "Мост"},
        {"_op_type": "update", "_index": "news", "_id": "2", "doc": {"lead": "Лид"}},
        {"_op_type": "update", "_index": "news", "_id": "new", "doc": {"title": "Новая"}, "doc_as_upsert": True},
        {"_op_type": "delete", "_index": "news", "_id": "3"},
        {"_op_type": "delete", "_index": "news", "_id": "none"},
        {"_index": "news", "_id": "bad", "views": 7},
    ]
    done = list(helpers.streaming_bulk(client, mixed, raise_on_error=False))
    statuses = [(is_done, next(iter(item.values()))["status"]) for is_done, item in done]
    assert statuses == [(False, 409), (True, 200), (True, 201), (True, 200), (False, 404), (False, 400)], statuses
    deletions = [{"_op_type": "delete", "_index": "news", "_id": f"{n}"} for n in range(1200) if n != 3]
    assert helpers.bulk(client, deletions, refresh=True) == (1199, [])


def main():
    kind, url, key = sys.argv[1:]
    module, helpers, client = connect(kind, url, key)
    single_documents(kind, module, client)
    bulks(helpers, client)
    print(f"{kind} {'.'.join(map(str, module.__version__))}: all is well")


if __name__ == "__main__":
    main()
