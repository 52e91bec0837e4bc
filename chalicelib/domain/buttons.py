"""Buttons under a notice, where a service tells us that one was pressed: what they do, and what they carry.

Like a link, a button is good for one turn of the mention: what it led to before, it undoes no more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from .history import Deed
from .mentions import Mention

_VALUE = re.compile(r"([^.]{1,64})(?:\.([0-9]{1,9}))?")


class Button(StrEnum):
    """Those there are, by the names that the service keeps for us."""

    HAVE_IT = "have_it"
    NOT_OURS = "not_ours"


DEEDS: Mapping[str, Deed] = {Button.HAVE_IT: Deed.ACKNOWLEDGED, Button.NOT_OURS: Deed.IGNORED}


def carried(mention: Mention) -> str:
    """What a button under a notice about the mention, as it stands now, carries."""
    return f"{mention.id}.{mention.turn}"


def in_value(value: str) -> tuple[str, int | None] | None:
    """The mention's id and its turn, where this is what a button of ours carries. Under messages sent before
    buttons had a turn there is none.
    """
    found = _VALUE.fullmatch(value)
    return (found[1], int(found[2]) if found[2] else None) if found else None
