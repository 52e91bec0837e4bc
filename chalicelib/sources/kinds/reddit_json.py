"""What Reddit answers: listings of posts, comments and subreddits, with the comments below comments.

Without `raw_json=1` all its texts are escaped as in HTML. https://www.reddit.com/dev/api
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from ...domain.entries import Entry
from ...domain.sources import Document
from ...errors import SourceRefused, SourceUnavailable
from ..feed_entries import unreadable
from .answers import document_of, rate_limited, saying, status_in, status_told
from .json_documents import Json, load

_SITE = "https://www.reddit.com"
_NOBODY = frozenset({"", "[deleted]", "[removed]"})
_GONE = re.compile(r"\[\s*(?:deleted|removed)(?:\s+by\s+[\w ]+)?\s*\]", re.IGNORECASE)
_WAIT = re.compile(r"again in (\d{1,4}) (second|minute|hour)", re.IGNORECASE)


def read(body: bytes, content_type: str | None, url: str) -> Document:
    """Everything in the listing, in its order: stickied posts come first, however old."""
    answer = load(body, content_type)
    listings = [one for one in answer.each() or [answer] if _children(one).is_list()]
    if not listings:
        raise _failure(answer)
    things = list(_things(listings))
    hidden = sum(thing.raw("kind") == "more" for thing in things)
    notes = [f"comments not shown behind {hidden:,} links"] if hidden else []
    return document_of([thing for thing in things if thing.raw("kind") != "more"], _entry, notes=notes)


def _children(listing: Json) -> Json:
    return listing.at("data", "children")


def _things(listings: list[Json]) -> Iterator[Json]:
    """The things of the listings, each before its replies."""
    waiting = [thing for listing in reversed(listings) for thing in reversed(_children(listing).each())]
    while waiting:
        thing = waiting.pop()
        yield thing
        waiting.extend(reversed(_children(thing.at("data", "replies")).each()))


def _entry(thing: Json) -> Entry:
    about = thing.at("data")
    author = about.plain("author")
    return Entry(
        id=about.id("name") or about.id("id"),
        url=_page_of(about),
        title=_present(about.escaped("title")),
        text=_text(about),
        author=None if author in _NOBODY else author,
        published_at=about.date("created_utc") or about.date("created"),
        updated_at=about.date("edited"),
    )


def _page_of(about: Json) -> str | None:
    """The discussion's page. Of comments, old answers leave it out; subreddits call theirs `url`."""
    if about.has("permalink"):
        return _address(about, "permalink")
    post, comment = about.raw("link_id").removeprefix("t3_"), about.raw("id")
    if post and comment:
        return Json(f"{_SITE}/comments/{post}/_/{comment}").url()
    return _address(about, "url")


def _address(about: Json, key: str) -> str | None:
    """Addresses are escaped like texts."""
    return Json(about.escaped(key)).url(base=_SITE)


def _text(about: Json) -> str:
    """What is written, and where a link post leads to. What was taken down leaves no words."""
    for html, plain in (("selftext_html", "selftext"), ("body_html", "body")):
        if words := _present(about.html(html) or about.escaped(plain)):
            return words
    if about.has("permalink") and about.at("is_self").value is False:
        return _address(about, "url_overridden_by_dest") or _address(about, "url") or ""
    return about.escaped("public_description")


def _present(words: str) -> str:
    return "" if _GONE.fullmatch(words) else words


def _failure(answer: Json) -> SourceRefused | SourceUnavailable:
    """Reddit tells the status in the body, too, which counts where the answer itself says 200."""
    words = answer.raw("message") or answer.raw("error_description") or answer.raw("error")
    errors = answer.each("json", "errors")
    if errors:
        words = " ".join(part.raw() for part in errors[0].each()[:2])
    if not words:
        return unreadable("JSON, but no listing of Reddit")
    detail = f"Reddit says: {saying(words)}"
    status = answer.number("error") or answer.number("status") or status_in(words)
    if status == 429 or "RATELIMIT" in words:
        return rate_limited(detail, _wait(answer, words))
    return status_told(status, detail)


def _wait(answer: Json, words: str) -> timedelta | None:
    if seconds := answer.number("json", "ratelimit"):
        return timedelta(seconds=min(max(seconds, 0), 86_400))
    if found := _WAIT.search(words):
        return timedelta(**{f"{found[2].lower()}s": int(found[1])})
    return None
