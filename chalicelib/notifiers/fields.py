"""Looks at the fields of a destination's key before they are kept: better now than with a complaint to tell.

What is wrong is said in words for whoever types it, and never repeats the value, which is a secret.
"""

from __future__ import annotations

import base64
import json
import re

from ..errors import SourceRefused
from ..network.guard import AddressGuard
from .ways import Check

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
_SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")
_PREFIX = "whsec_"


def address_at(*hosts: str) -> Check:
    """An https address; at one of these hosts, or below one that is written with a dot before it.

    Without hosts it may lie anywhere, and on this very machine also be an http address.
    """

    def wrong(value: str) -> str:
        try:
            url = AddressGuard(allow_private=True).approve(value)
        except SourceRefused as error:
            return f"cannot be used: {error}"
        is_own = not hosts and url.host in _OWN_MACHINE
        if url.scheme != "https" and not is_own:
            return "must be an https address"
        if hosts and not any(
            url.host == host or (host[0] == "." and url.host.endswith(host)) for host in hosts
        ):
            return f"must be an address at {' or '.join(host.lstrip('.') for host in hosts)}"
        return ""

    return wrong


def looking_like(pattern: str, words: str) -> Check:
    """Something of this shape, which `words` describe."""
    shape = re.compile(pattern)
    return lambda value: "" if shape.fullmatch(value) else f"must be {words}"


def webhook_secret(value: str) -> str:
    """As Standard Webhooks writes secrets: 24 to 64 random bytes in base64, after `whsec_`."""
    try:
        secret = base64.b64decode(value.removeprefix(_PREFIX), validate=True)
    except ValueError:
        secret = b""
    if value.startswith(_PREFIX) and 24 <= len(secret) <= 64:
        return ""
    return "must be whsec_ and 24 to 64 bytes in base64; make one with: echo whsec_$(openssl rand -base64 32)"


def slack_people(value: str) -> str:
    """Which of our people each user of Slack is."""
    try:
        people = json.loads(value)
    except ValueError:
        people = None
    if isinstance(people, dict) and all(
        _SLACK_USER.fullmatch(user) and isinstance(person, str) and person for user, person in people.items()
    ):
        return ""
    return 'must be a JSON object of people by their member ID in Slack, like {"U012AB3CD": "ann"}'
