"""Makes what strangers wrote safe to show: text without hidden trickery, links that lead where they say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

_MOST_READ = 20_000
_MOST_LINK = 2_000
_MOST_HOST = 60
_WORD_END = 20  # so far back a cut looks for the end of a word
# Control, format (the bidirectional overrides among them), half characters and private ones.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
# Joiners are format characters too, but Persian, the Indic scripts and emoji families are written with them.
_JOINERS = "\u200c\u200d"
_STRAY_JOINERS = re.compile(rf"(?<!\S)[{_JOINERS}]+|[{_JOINERS}]+(?!\S)")
# Letters and marks that look like nothing: joiner of graphemes, Hangul fillers, the empty Braille pattern.
_BLANK = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")
_SAFE = "!$&'()*+,;=:@/?%~"


@dataclass(frozen=True, slots=True)
class Link:
    """An address in ASCII, without a user's name in it, and the host that it truly leads to."""

    url: str
    host: str


def shown(text: str, limit: int) -> str:
    """The text on one line, at most `limit` characters, with nothing in it that the eye cannot see."""
    visible = "".join(" " if char.isspace() else char for char in text[:_MOST_READ] if _is_seen(char))
    return cut(" ".join(_STRAY_JOINERS.sub("", visible).split()), limit)


def cut(text: str, limit: int) -> str:
    """The text, or as many of its words as fit in `limit` characters and an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if " " in head[-_WORD_END:]:
        head = head.rpartition(" ")[0]
    return f"{head.rstrip(_JOINERS + ' ')}…"


def written(text: str, signs: Mapping[str, str], limit: int) -> str:
    """The text with its `signs` written as something that does not act; or as much of it as fits in `limit`
    characters with an ellipsis. What stands for a sign is never torn.
    """
    pieces = [signs.get(char, char) for char in text]
    if sum(map(len, pieces)) <= limit:
        return "".join(pieces)
    whole = ""
    for piece in pieces:
        if len(whole) + len(piece) >= limit:
            break
        whole += piece
    return f"{whole.rstrip()}…"


def link_to(url: str | None) -> Link | None:
    """The address as a link that may stand in a mail; None unless it is an absolute http or https one.

    A host in another script is written in its ASCII form, so that no letter passes for another.
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = "" if parts.port is None else f":{parts.port}"
        path, query, fragment = (quote(part, safe=_SAFE) for part in parts[2:])
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    place = (f"[{host}]" if ":" in host else host) + port
    link = urlunsplit((parts.scheme, place, path, query, fragment))
    if len(link) > _MOST_LINK:
        return None
    return Link(link, place if len(place) <= _MOST_HOST else f"…{place[1 - _MOST_HOST :]}")


def _is_seen(char: str) -> bool:
    if char.isspace() or char in _JOINERS:
        return True
    # The tags and selectors of plane 14 are invisible, assigned or not.
    plain = char not in _BLANK and not 0xE0000 <= ord(char) <= 0xE0FFF
    return plain and unicodedata.category(char) not in _UNSEEN
