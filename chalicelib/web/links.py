"""Behind an acknowledge link: looking changes nothing, pressing the button acknowledges, once.

    token ─▶ unseal ─▶ in time? person still listed? ─▶ GET  the mention, and one button while it is open
                                                     └▶ POST acknowledge as its person ─▶ who has it now
                                                        (its author has taken it back: no button, and 410)

Mail scanners and previews open every address they see, so opening must never be the deed.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from chalice.app import Request, Response

from .. import wiring
from ..domain.changes import Dossier
from ..domain.history import Deed, Via
from ..domain.links import AcknowledgeLink
from ..domain.mentions import OPEN, MentionStatus
from ..domain.people import Person
from ..errors import NotFound
from .firsts import first_to
from .pages import page
from .problems import Problem
from .refusals import LinkOver
from .stories import Story, story_of
from .times import ago, spoken

_HEADINGS = {
    HTTPStatus.NOT_FOUND: "This link does not work",
    HTTPStatus.GONE: "This link no longer works",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "Please try again",
}


def show(request: Request, token: str) -> Response:
    """What was said, and the button while nobody has it. Changes nothing, whoever looks and however often."""
    link, person = _opened(token)
    dossier = _dossier(link)
    if dossier.mention.status in OPEN:
        return page("open.html", story=_story(dossier), person=person)
    if dossier.mention.status is MentionStatus.DELETED:
        return _taken_back(dossier, HTTPStatus.OK)
    return _taken(dossier, person, HTTPStatus.OK)


def acknowledge(request: Request, token: str) -> Response:
    """The link's person has it, unless somebody else was first; either way the page says who has it."""
    link, person = _opened(token)
    try:
        taken = wiring.respond().acknowledge(link.mention_id, person.id, Via.LINK, wiring.now())
    except NotFound as error:
        raise _gone() from error
    dossier = replace(_dossier(link), mention=taken.mention)
    if taken.mention.status is MentionStatus.DELETED:
        return _taken_back(dossier, HTTPStatus.GONE)
    return _taken(dossier, person, HTTPStatus.CONFLICT)


def show_problem(problem: Problem) -> Response:
    """A problem as people read it."""
    heading = _HEADINGS.get(problem.status, problem.status.phrase)
    return page("problem.html", problem.status, problem.headers, problem=problem, heading=heading)


def _opened(token: str) -> tuple[AcknowledgeLink, Person]:
    """The link and its person. Raises InvalidLink or LinkOver.

    Who is no longer listed may no longer answer: were they to acknowledge, nobody else would be told.
    """
    link = wiring.link_signer().unseal(token)
    if link.has_expired(wiring.now()):
        raise LinkOver(
            f"This link worked until {spoken(link.expires_at)}. A newer mail may have a newer one."
        )
    person = wiring.people().get(link.person_id)
    if person is None:
        raise LinkOver("The person this link was made for is no longer listed here.")
    return link, person


def _dossier(link: AcknowledgeLink) -> Dossier:
    try:
        return wiring.look().dossier(link.mention_id)
    except NotFound as error:
        raise _gone() from error


def _gone() -> LinkOver:
    return LinkOver("What was said is no longer kept here.")


def _story(dossier: Dossier) -> Story:
    watches = {watch.id: watch for watch in wiring.watches().all()}
    return story_of(dossier.mention, watches.get(dossier.mention.about), wiring.now())


def _taken_back(dossier: Dossier, status: HTTPStatus) -> Response:
    return page("taken_back.html", status, story=_story(dossier))


def _taken(dossier: Dossier, person: Person, status_for_others: HTTPStatus) -> Response:
    """Who has it: this person, or somebody else."""
    first = first_to(Deed.ACKNOWLEDGED, dossier)
    is_theirs = first.person.id == person.id
    return page(
        "taken.html",
        HTTPStatus.OK if is_theirs else status_for_others,
        story=_story(dossier),
        person=person,
        first=first,
        first_when=spoken(first.at) if first.at else None,
        first_ago=ago(first.at, wiring.now()) if first.at else None,
        is_theirs=is_theirs,
        is_resolved=dossier.mention.status is MentionStatus.RESOLVED,
    )
