"""Puts a thing where it is kept: over what its sender has seen, or over whatever there is."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..domain.seen import Seen
from ..errors import Outdated


class Thing(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Thing)
Kept = TypeVar("Kept", bound=Thing, contravariant=True)


class Store(Protocol[Kept]):
    def put(self, thing: Kept, /) -> None: ...

    def replace(self, before: Kept | None, after: Kept, /) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""


def put(store: Store[T], what: str, thing: T, seen: Seen[T] | None) -> None:
    """Raises Outdated where there is something else by now than what was seen; None is whatever there is."""
    if seen is None:
        store.put(thing)
    elif not store.replace(seen.thing, thing):
        raise Outdated(what, thing.id)
