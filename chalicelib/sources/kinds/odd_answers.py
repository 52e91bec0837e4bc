"""What some answers in JSON need besides reading: mending what is no JSON, and finding how long to wait where
only their words say it.
"""

from __future__ import annotations

import re
from datetime import timedelta

_LONGEST_WAIT = timedelta(days=7)
_ESCAPE = re.compile(rb"\\([\"\\/bfnrtu])?")
_SECONDS = re.compile(r"\b(\d{1,9}) ?s(?:ec(?:ond)?s?)?\b", re.IGNORECASE)


def without_stray_escapes(body: bytes) -> bytes:
    r"""Without backslashes that begin no escape of JSON, as in `\'`, which Flickr and GDELT write."""
    return _ESCAPE.sub(lambda match: match[0] if match[1] else b"", body)


def wait_of(seconds: int | None) -> timedelta | None:
    """That long, within reason; None where nothing is asked for."""
    if seconds is None or seconds < 0:
        return None
    return min(timedelta(seconds=min(seconds, 10**9)), _LONGEST_WAIT)


def wait_in_words(text: str) -> timedelta | None:
    """How long a sentence asks us to wait: "try again in 30 seconds"."""
    found = _SECONDS.search(text)
    return wait_of(int(found[1])) if found else None
