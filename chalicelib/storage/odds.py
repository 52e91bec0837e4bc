"""How probabilities are kept: each as ten-thousandths in two bytes, in the order of their names."""

from __future__ import annotations

import struct

from pynamodb.attributes import Attribute
from pynamodb.constants import BINARY

from ..domain.verdicts import Probabilities
from ..errors import PermanentError

_WHOLE = 10_000


class OddsAttribute(Attribute[Probabilities]):
    """Probabilities. Of a name that was not there yet when they were written, it is 0; new ones come last."""

    attr_type = BINARY

    def serialize(self, value: Probabilities) -> bytes:
        return struct.pack(f">{len(value)}H", *(round(odd * _WHOLE) for odd in value))

    def deserialize(self, value: bytes) -> Probabilities:
        missing = 2 * len(Probabilities._fields) - len(value)
        if missing < 0 or missing % 2:
            raise PermanentError(f"stored {self.attr_name!r} are no probabilities: a newer version wrote it")
        kept = struct.unpack(f">{len(Probabilities._fields)}H", value + bytes(missing))
        return Probabilities(*(ten_thousandths / _WHOLE for ten_thousandths in kept))
