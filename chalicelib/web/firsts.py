"""Who was first? Read from history, which says it exactly; from the mention where history has nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .. import wiring
from ..domain.acts import Act
from ..domain.changes import Dossier
from ..domain.history import Deed, HistoryLine
from ..domain.mentions import OPEN, MentionStatus
from ..domain.people import Person
from ..errors import EarshotError
from .acting import BODIES
from .refusals import DoneBefore, NotNow, TakenBack

_LAST = {
    MentionStatus.ACKNOWLEDGED: Deed.ACKNOWLEDGED,
    MentionStatus.ANSWERED: Deed.ANSWERED,
    MentionStatus.PROMISED: Deed.PROMISED,
    MentionStatus.RESOLVED: Deed.RESOLVED,
    MentionStatus.IGNORED: Deed.IGNORED,
}


@dataclass(frozen=True, slots=True)
class First:
    """Who did what, and when. `at` is None when history does not say it any more."""

    deed: Deed
    person: Person
    at: datetime | None


def first_to(dossier: Dossier) -> First:
    """Who brought the mention to where it stands now; who was handed it, where somebody was. Somebody must
    have it, or have ended it.
    """
    owner, line = dossier.mention.owner, _last(dossier)
    if line is None:
        assert owner is not None, dossier.mention.id
        return First(_LAST[dossier.mention.status], named(owner), None)
    handed_to = owner if line.deed is Deed.ASSIGNED else None
    return First(line.deed, named(handed_to or line.by), line.at)


def refusal(act: Act, dossier: Dossier) -> EarshotError | None:
    """Why this cannot be done to the mention as it stands now; None where it was done, and the same person
    asks for it twice.
    """
    status, last = dossier.mention.status, _last(dossier)
    if status is MentionStatus.DELETED:
        return TakenBack()
    if last and (last.deed, last.by, dossier.mention.ignored) == (act.deed, act.by, act.ignored):
        return None
    if status in OPEN or act.deed in (Deed.RELEASED, Deed.REOPENED):
        return NotNow(act.deed, status)
    first = first_to(dossier)
    return DoneBefore(first.deed, first.person, first.at)


def _last(dossier: Dossier) -> HistoryLine | None:
    """The last thing that a person did."""
    return next((line for line in reversed(dossier.history) if line.deed in BODIES), None)


def named(person_id: str) -> Person:
    """The person; who is no longer listed goes by their id."""
    return wiring.people().get(person_id) or Person(person_id, person_id, "")
