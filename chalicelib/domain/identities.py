"""What tells one mention from another: by its address, else its id within the source, else its words."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property

from .addresses import canonical, canonical_before, is_web_address
from .channels import channel_of
from .entries import Entry


def mention_id(
    entry: Entry,
    source_id: str,
    shares_address: bool = False,
    spelled: Callable[[str], str] = canonical,
) -> str:
    """The same thing found twice has one id: by its address, else its id within the source, else its words.

    The leading `m1` is the version of this rule.
    """
    if is_web_address(entry.url) and not (shares_address and entry.id):
        assert entry.url is not None
        identity = f"url\n{spelled(entry.url)}"
    elif entry.id:
        # The conversation we host is one place, whichever way it goes.
        place = "hosted" if channel_of(source_id) else source_id
        identity = f"id\n{place}\n{entry.id}"
    else:
        identity = f"text\n{' '.join(entry.content.casefold().split())}"
    return "m1" + hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def ids_of(entry: Entry, source_id: str, shares_address: bool = False) -> tuple[str, ...]:
    """The entry's id, and the one it had while addresses were not unwrapped, where that is another."""
    spellings = (canonical, canonical_before)
    return tuple(dict.fromkeys(mention_id(entry, source_id, shares_address, each) for each in spellings))


def deleted_ids(entry: Entry, source_id: str, shares_address: bool = False) -> tuple[str, ...]:
    """The ids that the mention of a deleted entry may have, the surest first.

    A tombstone holds the id of what was there, its address, or both, and many ids are addresses. An address
    that others share does not say which of them it was.
    """
    addresses = [] if shares_address else [entry.url]
    places = [Entry(id=entry.id)] if entry.id else []
    places += [Entry(url=url) for url in (*addresses, entry.id) if is_web_address(url)]
    return tuple(dict.fromkeys(each for place in places for each in ids_of(place, source_id)))


class SharedAddresses:
    """The addresses (as written) that several entries of a document have in common.

    They are looked for when somebody first asks: of most documents nobody does, and it takes as long as to
    match half of the entries.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = entries

    def __contains__(self, url: object) -> bool:
        return url in self._found

    @cached_property
    def _found(self) -> frozenset[str]:
        places: dict[str, set[str]] = defaultdict(set)
        spelled: dict[str, set[str]] = defaultdict(set)
        for entry in self._entries:
            if is_web_address(entry.url) and not entry.is_deleted:
                assert entry.url is not None
                place = canonical(entry.url)
                places[place].add(entry.key)
                spelled[place].add(entry.url)
        return frozenset(url for place, keys in places.items() if len(keys) > 1 for url in spelled[place])
