"""Tells the JSON of a source's programming interface from its feed, for the kinds that have both."""

from __future__ import annotations

import re

from ..decoding import decoded as decompressed

_GZIP = b"\x1f\x8b"
_MOST_BYTES = 8 * 1024 * 1024
_BEFORE = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"
# An object or a list, maybe in a call of a function: `jsonFlickrFeed({...})`.
_JSON = re.compile(rb"(?:[A-Za-z_$][\w.$]{0,60}\s*\(\s*)?[\[{]")


def is_json(body: bytes) -> bool:
    """True for what begins like JSON, be it broken later. Raises SourceUnavailable for broken compression."""
    if body.startswith(_GZIP):
        body = decompressed(body, "gzip", _MOST_BYTES)
    return _JSON.match(body.lstrip(_BEFORE)) is not None
