"""Puts a thing where it is kept, or takes it away: what its sender has seen, or whatever there is."""

from __future__ import annotations

from typing import Protocol, TypeVar

from ..domain.seen import Seen
from ..errors import NotFound, Outdated


class Thing(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Thing)
Kept = TypeVar("Kept", bound=Thing, contravariant=True)


class Store(Protocol[Kept]):
    def put(self, thing: Kept, /) -> None: ...

    def replace(self, before: Kept | None, after: Kept, /) -> bool:
        """Put it where this is what there is, or nothing where that is None. False when it lost."""

    def remove(self, thing_id: str, before: Kept | None, /) -> bool:
        """Remove it where this is what there is, or whatever there is where that is None. False when there is
        none, or it lost.
        """


def put(store: Store[T], what: str, thing: T, seen: Seen[T] | None) -> None:
    """Raises Outdated where there is something else by now than what was seen; None is whatever there is."""
    if seen is None:
        store.put(thing)
    elif not store.replace(seen.thing, thing):
        raise Outdated(what, thing.id)


def remove(store: Store[T], what: str, thing_id: str, seen: Seen[T] | None) -> None:
    """Raises Outdated where there is something else by now than what was seen, and NotFound where there is
    nothing; None is whatever there is.
    """
    assert seen is None or seen.thing is not None, thing_id
    if not store.remove(thing_id, seen.thing if seen else None):
        raise Outdated(what, thing_id) if seen else NotFound(what, thing_id)
