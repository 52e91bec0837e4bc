"""Furnishes a cloud for functions that start, and writes their first events, in a process of its own."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ..clouds import embedded
from .documents import WATCHED
from .questions import answer_all
from .small_cloud import furnish

_TOKEN, _SECRET = "0" * 12, "s" * 43


def answer(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """The functions' environment, an event for the API, and one for fetch for each of these feeds."""
    cloud = embedded(question["port"])
    cloud.adopt()
    environment = furnish(cloud)
    os.environ |= environment
    from chalicelib import wiring
    from chalicelib.domain.people import Scope, Token, hash_of, token_text
    from chalicelib.domain.sources import Source, source_id
    from chalicelib.domain.watches import Watch, WatchKind

    now = datetime.now(UTC)
    wiring.tokens().put(Token(_TOKEN, hash_of(_SECRET), "ann", Scope.READ, now))
    for name in WATCHED:
        wiring.watches().put(Watch(name.lower(), name, WatchKind.OWN, (name,)))
    sources = [Source(source_id("feed", url), "feed", url, now) for url in question["urls"]]
    for source in sources:
        wiring.sources().save(source)
    aws = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return {
        "environment": {**aws, **environment},
        "api": _asking("/watches", token_text(_TOKEN, _SECRET)),
        "fetch": [_ordering(source.host, source.id) for source in sources],
    }


def _asking(path: str, token: str) -> dict[str, Any]:
    """A GET, as API Gateway hands it over."""
    return {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": {"authorization": f"Bearer {token}"},
        "multiValueHeaders": {"authorization": [f"Bearer {token}"]},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": None,
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "GET",
            "resourcePath": path,
            "path": f"/api{path}",
            "identity": {"sourceIp": "127.0.0.1"},
            "requestId": "1",
        },
    }


def _ordering(host: str, source_id: str) -> dict[str, Any]:
    """One order, as the queue hands it over."""
    body = json.dumps({"host": host, "source_ids": [source_id], "minute": 0})
    record = {
        "messageId": "1",
        "receiptHandle": "1",
        "body": body,
        "attributes": {"MessageGroupId": host},
        "eventSource": "aws:sqs",
    }
    return {"Records": [record]}


if __name__ == "__main__":
    answer_all(answer)
