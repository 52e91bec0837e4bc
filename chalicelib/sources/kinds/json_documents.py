"""Reads JSON for the kinds that answer in it, and never stumbles over a value of another type than it should
have. What the kinds make of it goes through `answers`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

from ...domain.sources import FailureKind
from ...errors import SourceRefused, SourceUnavailable
from ..characters import decoded
from ..decoding import decoded as decompressed
from ..feed_dates import parse_date
from ..feed_entries import Words, address, identity, unreadable
from ..visible_text import single_spaced
from ..walls import is_page
from .answers import rate_limited, refused, saying, status_in

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 8 * 1024 * 1024
# JSON in a call of a function, as for scripts of other sites: `jsonFlickrFeed({...})`.
_CALL = re.compile(r"[A-Za-z_$][\w.$]{0,60}\s*\((?=\s*[\[{])")
_TITLE = re.compile(r"<title[^<>]*>([^<]{1,200})", re.IGNORECASE)
_REFERENCE = re.compile(r"&#?\w{1,31};")
_NOT_ESCAPED = re.compile(r"<|&(?!#?\w{1,31};)")


@dataclass(frozen=True, slots=True)
class Json:
    """A value of a JSON document and what lies below it, by the keys that lead there.

    Nothing here raises: what is absent, null or of another type is empty. Numbers and strings stand for each
    other, as they do in many answers.
    """

    value: object = None

    def at(self, *path: str) -> Json:
        """The value at the end of the path."""
        value = self.value
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        return Json(value)

    def has(self, *path: str) -> bool:
        """True when something other than null stands there, be it empty."""
        return self.at(*path).value is not None

    def is_list(self, *path: str) -> bool:
        """True for a list, be it empty."""
        return isinstance(self.at(*path).value, list)

    def is_object(self, *path: str) -> bool:
        """True for an object, be it empty."""
        return isinstance(self.at(*path).value, dict)

    def each(self, *path: str) -> list[Json]:
        """Everything in the list, whatever its type."""
        value = self.at(*path).value
        return [Json(one) for one in value] if isinstance(value, list) else []

    def below(self, *path: str) -> list[tuple[str, Json]]:
        """The fields of the object."""
        value = self.at(*path).value
        return [(key, Json(one)) for key, one in value.items()] if isinstance(value, dict) else []

    def is_true(self, *path: str) -> bool:
        """True for true, and for nothing else."""
        return self.at(*path).value is True

    def raw(self, *path: str) -> str:
        """The string as it stands; of a number its digits."""
        value = self.at(*path).value
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return ""
        return str(value)

    def number(self, *path: str) -> int | None:
        """The whole number, also from a string. Parts of it are dropped."""
        try:
            return int(self.raw(*path).partition(".")[0])
        except ValueError:
            return None

    def plain(self, *path: str) -> str:
        """Text in which nothing is markup: `<b>` and `&amp;` are what the author wrote."""
        return single_spaced(self.raw(*path))

    def escaped(self, *path: str) -> str:
        """Text in which nothing is markup, but whose characters are escaped as in HTML, once.

        One that holds a bare `<` or `&` was not escaped: some sources can be asked not to.
        """
        text = self.raw(*path)
        if not _NOT_ESCAPED.search(text):
            text = _REFERENCE.sub(lambda match: unescape(match[0]), text)
        return single_spaced(text)

    def html(self, *path: str) -> str:
        """What a browser would show of this HTML."""
        return Words(self.raw(*path)).visible

    def id(self, *path: str) -> str | None:
        """An id, be it a number, as it stands in the document."""
        return identity(self.at(*path).value)

    def url(self, *path: str, base: str = "") -> str | None:
        """An address that can be opened on the web; a relative one is seen from the base, or none without."""
        found = address(self.at(*path).value, (base,))
        return found if found and urlsplit(found).scheme else None

    def date(self, *path: str) -> datetime | None:
        """A moment, written in words, or in seconds or milliseconds since 1970."""
        return parse_date(self.raw(*path))


def load(body: bytes, content_type: str | None) -> Json:
    """The document, an object or a list. Raises SourceRefused for everything else, in words: a web page is
    taken for a bot wall, or SourceUnavailable where its title asks us to come less often.
    """
    if body.startswith(_GZIP):
        body = decompressed(body, "gzip", _MOST_BYTES)
    text = decoded(body, content_type)[0].strip("\0\ufeff \t\r\n")
    if call := _CALL.match(text):
        text = text[call.end() :].rstrip("); \t\r\n")
    if not text:
        raise unreadable("the document is empty")
    if text[0] == "<":
        raise _markup_instead(text, is_page(body))
    try:
        found = json.loads(text, strict=False)  # control characters in texts do no harm
    except json.JSONDecodeError as error:
        raise unreadable(_what_is_wrong(text, error)) from error
    except (ValueError, RecursionError) as error:
        raise unreadable("JSON that cannot be read: a number too long, or nested too deeply") from error
    if not isinstance(found, dict | list):
        raise unreadable("JSON, but neither an object nor a list")
    return Json(found)


def _markup_instead(text: str, is_web_page: bool) -> SourceRefused | SourceUnavailable:
    """The error for a web page or XML, by its title: sites ask in this way, too, to be visited less often."""
    found = _TITLE.search(text[:20_000])
    title = saying(found[1]) if found else ""
    said = f": {title}" if title else ""
    if status_in(title) == 429:
        return rate_limited(f"a web page, not JSON{said}")
    if is_web_page:
        detail = f"a web page where data was due, as bot walls answer{said}"
        return refused(FailureKind.BOT_WALL, detail)
    return unreadable(f"markup, not JSON{said}")


def _what_is_wrong(text: str, error: json.JSONDecodeError) -> str:
    if text[0] not in "[{":
        return f"plain text, not JSON: {saying(text)}"
    return f"broken JSON: line {error.lineno}, column {error.colno}"
