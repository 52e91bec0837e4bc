"""The request for the page after the one that was answered, where pages are told by parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit

from .fetching import Request, Response


def again(response: Response, changes: Mapping[str, object]) -> Request:
    """What was asked, once more with these parameters changed, for the next page. Each stands there once."""
    assert response.asked is not None
    parts = urlsplit(response.asked.url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return replace(response.asked, url=parts._replace(query=urlencode(query)).geturl())


def asked_with(response: Response, name: str) -> str:
    """The value of this parameter in what was asked; empty without it."""
    assert response.asked is not None
    return dict(parse_qsl(urlsplit(response.asked.url).query)).get(name, "")


def page_asked(response: Response) -> int:
    """The number of the page that was asked for, by the parameter `page`."""
    return int(asked_with(response, "page"))


def next_page(response: Response) -> Request:
    """The page after this one, where pages are numbered."""
    return again(response, {"page": page_asked(response) + 1})
