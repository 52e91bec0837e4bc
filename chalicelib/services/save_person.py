"""Save somebody who can be told, and gets digests unless they want none; or tell them no longer, once nothing
needs them.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

from ..domain.people import Person
from ..domain.seen import Seen
from ..domain.timetables import Timetable
from ..errors import NotFound, NotPossible, Outdated
from .ports import PersonStore, TokenStore
from .put import put
from .save_policy import SavePolicy
from .set_digest import SetDigest

log = logging.getLogger(__name__)


class SavePerson:
    """Keeps people, and with them their tokens and digests."""

    def __init__(
        self, people: PersonStore, tokens: TokenStore, policies: SavePolicy, digests: SetDigest
    ) -> None:
        self._people = people
        self._tokens = tokens
        self._policies = policies
        self._digests = digests

    def __call__(
        self,
        person: Person,
        now: datetime,
        seen: Seen[Person] | None = None,
        digest: Timetable | None = None,
        seen_digest: Seen[Timetable] | None = None,
    ) -> None:
        """They can be told from now on; by mail, too, whatever became of it before. Where a `digest` is given
        they get it so. Raises Outdated where they, or their digest, are no longer what was seen.
        """
        put(self._people, "person", replace(person, unreachable=None), seen)
        if digest:
            self._digests(person.id, digest, now, seen_digest)
        else:
            self._digests.begin(person.id, now)
        log.info("person saved", extra={"person": person.id})

    def remove(self, person_id: str, now: datetime, seen: Seen[Person] | None = None) -> tuple[str, ...]:
        """Tell them no longer, and admit their tokens no longer; their ids. Removing again ends what was
        removed by halves.

        Raises NotFound, NotPossible where a policy or a rota names them, and Outdated where they are no
        longer what was seen.
        """
        if named := self._policies.names_of(person_id, now):
            raise NotPossible("id", f"is still named by {', '.join(named)}; change that first")
        theirs = tuple(token.id for token in self._tokens.all() if token.person_id == person_id)
        was_there = self._people.remove(person_id, seen.thing if seen else None)
        if seen and not was_there:
            raise Outdated("person", person_id)
        for token_id in theirs:
            self._tokens.remove(token_id)
        self._digests.end(person_id)
        if not was_there and not theirs:
            raise NotFound("person", person_id)
        log.info("person removed", extra={"person": person_id, "tokens": len(theirs)})
        return theirs
