"""What posts of X look like in both versions of its interface: texts, addresses behind short ones, errors."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...errors import SourceRefused, SourceUnavailable
from ..feed_entries import unreadable
from .answers import saying, status_in, status_told
from .json_documents import Json

# A post's own picture or video, not something it links to.
_OWN_MEDIA = re.compile(r"https?://(?:www\.)?(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video)/\d+")
# https://developer.x.com/en/support/x-api/error-troubleshooting
_STATUS_OF_CODE = {32: 401, 64: 403, 88: 429, 89: 401, 99: 401, 130: 503, 131: 500, 135: 401, 215: 401}


def linked(entities: Json) -> Iterator[str]:
    """Where the short addresses of a text lead to. Readers see those, and `t.co` tells nothing."""
    for link in entities.each("urls"):
        address = link.url("unwound_url") or link.url("expanded_url") or ""
        yield "" if _OWN_MEDIA.match(address) else address


def said_again(text: str, original: str) -> str:
    """The whole text of a repeated post, which is cut off behind `RT @name:`."""
    start, colon, _ = text.partition(": ")
    return f"{start}: {original}" if original and colon and start.startswith("RT @") else text


def failure(answer: Json) -> SourceRefused | SourceUnavailable:
    """The error that an answer without posts stands for, in any of the shapes that X gives them."""
    first = next(iter(answer.each("errors")), answer.at("error"))
    parts = (answer.raw("title"), answer.raw("detail"), first.raw("title"), first.raw("message"))
    words = " ".join(part for part in (*parts, first.raw("detail"), first.raw()) if part)
    if not words:
        return unreadable("JSON, but no posts of X")
    status = answer.number("status") or _STATUS_OF_CODE.get(first.number("code") or 0)
    problem = answer.raw("type").rpartition("/")[2]
    return status_told(status or status_in(f"{words} {problem}"), f"X says: {saying(words)}")
