"""Asks services that speak GraphQL, page after page by cursor (https://graphql.org/learn/pagination/)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from ..asking import Asking
from ..fetching import Request, Response
from .json_documents import load


def question(asking: Asking, path: str, query: str, variables: Mapping[str, object], token: str) -> Request:
    """This query with these variables, let in by a bearer's token."""
    content = {"query": query, "variables": variables}
    return asking.posting(path, content, {"Authorization": f"Bearer {token}"})


def following(response: Response, *path: str) -> Request | None:
    """The page after the one at this path, by the variable `after`; None where it is the last."""
    found = load(response.body, response.content_type).at(*path, "pageInfo")
    cursor = found.raw("endCursor")
    if not (found.is_true("hasNextPage") and cursor):
        return None
    assert response.asked is not None
    assert response.asked.content is not None
    content = json.loads(response.asked.content)
    content["variables"]["after"] = cursor
    return replace(response.asked, content=json.dumps(content).encode())
