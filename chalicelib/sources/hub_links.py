"""Finds the hub that a feed names, in the headers of its answer or, where they name none, in itself.

https://www.w3.org/TR/websub/#discovery
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import httpx

from ..domain.addresses import is_web_address
from ..domain.subscriptions import Hub
from .feed_entries import address

# A link's target and its parameters (RFC 8288, section 3), of which `rel` alone is of interest here.
_LINK = re.compile(r"<([^<>]*)>((?:\s*;\s*[^\s=;,<>\"]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,\"]*))?)*)")
_PARAMETER = re.compile(r";\s*([^\s=;,<>\"]+)(?:\s*=\s*(?:\"([^\"]*)\"|([^\s;,\"]*)))?")
_MOST_HEADER = 20_000


def hub_of(hubs: Iterable[str], topics: Iterable[str], url: str) -> Hub | None:
    """The first hub that can be asked, and the first topic; both are needed. They are relative to `url`."""
    hub, topic = _first(hubs, url), _first(topics, url)
    return Hub(hub, topic) if hub and topic else None


def hub_in_headers(headers: httpx.Headers, url: str) -> Hub | None:
    """The hub that the answer's `Link` headers name."""
    links = list(_links(headers))
    return hub_of(_targets(links, "hub"), _targets(links, "self"), url)


def _first(links: Iterable[str], url: str) -> str | None:
    found = (address(link, (url,)) for link in links)
    return next((link for link in found if is_web_address(link)), None)


def _links(headers: httpx.Headers) -> Iterable[tuple[str, Sequence[str]]]:
    """The targets with their relations, of which one link may have several."""
    for target, parameters in _LINK.findall(headers.get("link", "")[:_MOST_HEADER]):
        for name, quoted, bare in _PARAMETER.findall(parameters):
            if name.lower() == "rel":
                yield target, (quoted or bare).lower().split()


def _targets(links: Iterable[tuple[str, Sequence[str]]], relation: str) -> list[str]:
    return [target for target, relations in links if relation in relations]
