"""Takes addresses out of the redirects that a source wraps them in, to count clicks."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ...domain.addresses import is_web_address
from ..feed_entries import address


def unwrapped(link: str | None, wrapper: re.Pattern[str]) -> str | None:
    """Where the link leads. `wrapper` matches its beginning; the target is the parameter `url`, or else `q`.

    The link as it is where it is no such wrapper, or holds no address that can be opened.
    """
    if link is None or not wrapper.match(link):
        return link
    for name in ("url", "q"):
        found = re.search(rf"[?&]{name}=([^&]+)", link)
        target = address(_unquoted(found[1]), ()) if found else None
        if is_web_address(target):
            return target
    return link


def _unquoted(target: str) -> str:
    """Escaped once for the wrapper; what was escaped in the target itself stays so. A plus is a plus."""
    try:
        return unquote(target, errors="strict")
    except UnicodeDecodeError:
        return target
