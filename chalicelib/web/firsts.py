"""Who was first? Read from history, which says it exactly; from the mention where history has nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .. import wiring
from ..domain.changes import Dossier
from ..domain.history import Deed
from ..domain.people import Person


@dataclass(frozen=True, slots=True)
class First:
    """Who did what, and when. `at` is None when history does not say it any more."""

    deed: Deed
    person: Person
    at: datetime | None


def first_to(deed: Deed, dossier: Dossier) -> First:
    """Who acknowledged or resolved this mention; who resolved it, when nobody had acknowledged it before.

    The mention must be taken.
    """
    done = {line.deed: line for line in dossier.history}
    line = done.get(deed) or done.get(Deed.RESOLVED)
    if line:
        return First(line.deed, named(line.by), line.at)
    assert dossier.mention.owner is not None, dossier.mention.id
    return First(deed, named(dossier.mention.owner), None)


def named(person_id: str) -> Person:
    """The person; who is no longer listed goes by their id."""
    return wiring.people().get(person_id) or Person(person_id, person_id, "")
