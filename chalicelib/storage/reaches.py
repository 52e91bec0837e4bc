"""How reach is kept: `12345/678`, the audience and the reactions; what is not told is left out."""

from __future__ import annotations

import re

from pynamodb.attributes import Attribute
from pynamodb.constants import STRING

from ..domain.reach import Reach
from ..errors import PermanentError

_KEPT = re.compile(r"([0-9]*)/([0-9]*)")


class ReachAttribute(Attribute[Reach]):
    """How far a mention goes."""

    attr_type = STRING

    def serialize(self, value: Reach) -> str:
        return "/".join("" if each is None else str(each) for each in (value.audience, value.reactions))

    def deserialize(self, value: str) -> Reach:
        found = _KEPT.fullmatch(value)
        if found is None:
            raise PermanentError(f"stored {self.attr_name!r} is no reach: {value!r}")
        return Reach(*(int(each) if each else None for each in found.groups()))
