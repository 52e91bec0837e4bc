"""What somebody has read of a thing before they change it: nobody overwrites what they have not seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """`thing` is None where they have seen that there is none."""

    thing: T | None
