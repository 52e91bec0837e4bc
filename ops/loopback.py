"""Asks a program on this machine over HTTP whether it is there, without any proxy in between."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def responds(url: str, timeout_s: float = 2) -> bool:
    """True when the address answers with success."""
    try:
        with _direct.open(url, timeout=timeout_s) as answer:
            status: int = answer.status
            return 200 <= status < 300
    except (urllib.error.URLError, http.client.HTTPException, OSError):
        return False
