"""Reads JSON Feed, versions 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..domain.entries import Entry
from .feed_dates import parse_date
from .feed_entries import Feed, Words, address, identity, longest, unreadable


def read_json_feed(text: str, url: str) -> Feed:
    """Raises SourceRefused for what is no JSON, or JSON of another kind."""
    feed = _parsed(text)
    items = [item for item in _list(feed, "items") if isinstance(item, dict)]
    bases = (_text(feed, "home_page_url"), _text(feed, "feed_url"), url)
    entries = _entries(items, _author(feed), bases)
    hubs = [hub for hub in _list(feed, "hubs") if isinstance(hub, dict)]
    return Feed(
        title=_plain(_text(feed, "title")),
        entries=entries,
        size=len(items),
        hubs=tuple(_text(hub, "url") for hub in hubs if _text(hub, "type").lower() == "websub"),
        topics=(_text(feed, "feed_url"),),
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text, strict=False)  # control characters in texts do no harm
    except json.JSONDecodeError as error:
        raise unreadable(f"broken JSON: line {error.lineno}, column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise unreadable("JSON that cannot be read: a number too long, or nested too deeply") from error
    if not isinstance(found, dict) or "jsonfeed.org" not in _text(found, "version"):
        raise unreadable("JSON, but not a JSON Feed")
    return found


def _entries(items: list[dict[str, Any]], author: str | None, bases: tuple[str, ...]) -> Iterator[Entry]:
    for item in items:
        contents = (
            Words(_text(item, "content_html")),
            Words(_text(item, "content_text"), is_html=False),
            Words(_text(item, "summary"), is_html=False),
        )
        yield Entry(
            id=identity(item.get("id")),
            url=address(item.get("url"), bases) or address(item.get("external_url"), bases),
            title=_plain(_text(item, "title")),
            text=longest(contents),
            author=_author(item) or author,
            published_at=_date(item, "date_published"),
            updated_at=_date(item, "date_modified"),
        )


def _author(of: dict[str, Any]) -> str | None:
    """The first of `authors`, which version 1.1 put in the place of `author`."""
    for author in (*_list(of, "authors"), of.get("author")):
        name = (
            author if isinstance(author, str) else _text(author, "name") if isinstance(author, dict) else ""
        )
        if name := _plain(name):
            return name
    return None


def _plain(text: str) -> str:
    return Words(text, is_html=False).visible


def _date(of: dict[str, Any], key: str) -> datetime | None:
    return parse_date(str(of.get(key) or ""))


def _text(of: dict[str, Any], key: str) -> str:
    found = of.get(key)
    return found if isinstance(found, str) else ""


def _list(of: dict[str, Any], key: str) -> list[Any]:
    found = of.get(key)
    return found if isinstance(found, list) else []
