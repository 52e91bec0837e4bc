"""Behind a signed link: looking changes nothing, pressing a button does the link's one deed, once.

    token ─▶ unseal ─▶ in time? person still listed? ─▶ GET  the mention, and what this person may do now
                                                     ├▶ POST here: a human is looking; who else is?
                                                     └▶ POST the deed ─▶ on to the page of what is theirs then
             (the mention has gone to other hands since: no button, and who has it now)

Mail scanners and previews open every address they see, so opening must never be the deed. Each link is good
for one deed of one person in one turn of the mention: what it led to before leads nowhere after.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from chalice.app import Request, Response

from .. import wiring
from ..domain.changes import Dossier
from ..domain.history import Deed
from ..domain.life_cycle import FINAL, may
from ..domain.links import Link, link_for
from ..domain.mentions import OPEN, Mention, MentionStatus
from ..domain.people import Person
from ..errors import NotFound
from .acting import DAYS, act_of_form
from .firsts import first_to
from .forms import form_of
from .pages import page
from .problems import Problem
from .refusals import LinkOver, NotListed
from .stories import Story, story_of
from .times import ago, spoken
from .viewing import said_of

_HEADINGS = {
    HTTPStatus.BAD_REQUEST: "Something is missing",
    HTTPStatus.NOT_FOUND: "This link does not work",
    HTTPStatus.GONE: "This link no longer works",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong",
    HTTPStatus.SERVICE_UNAVAILABLE: "Please try again",
}
_OFFERED = (Deed.ANSWERED, Deed.PROMISED, Deed.ASSIGNED, Deed.RESOLVED, Deed.RELEASED)


def show(request: Request, token: str) -> Response:
    """What was said, and what this person may do. Changes nothing, whoever looks and however often."""
    link, person = _opened(token)
    return _page(link, person, _dossier(link), HTTPStatus.OK)


def act(request: Request, token: str) -> Response:
    """The link's person does its deed, unless the mention has gone to other hands; the page says which."""
    link, person = _opened(token)
    what = act_of_form(form_of(request), link.deed, person.id, wiring.now())
    try:
        taken = wiring.respond()(link.mention_id, what, turn=link.turn)
    except NotFound as error:
        raise _gone() from error
    if taken.is_first or taken.was_done:
        return _onward(taken.mention, person)
    dossier = replace(_dossier(link), mention=taken.mention)
    is_gone = taken.mention.status is MentionStatus.DELETED
    return _page(link, person, dossier, HTTPStatus.GONE if is_gone else HTTPStatus.CONFLICT)


def look(request: Request, token: str) -> Response:
    """Its person is looking at the mention, as a human does: no deed of any link. Answers who else is."""
    link, person = _opened(token)
    try:
        others = wiring.see()(link.mention_id, person.id, wiring.now(), link)
    except NotFound as error:
        raise _gone() from error
    return Response({"said": said_of(others)}, {"Content-Type": "application/json"})


def show_problem(problem: Problem) -> Response:
    """A problem as people read it."""
    heading = _HEADINGS.get(problem.status, problem.status.phrase)
    return page("problem.html", problem.status, problem.headers, problem=problem, heading=heading)


def _opened(token: str) -> tuple[Link, Person]:
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
        raise NotListed
    return link, person


def _dossier(link: Link) -> Dossier:
    try:
        return wiring.look().dossier(link.mention_id)
    except NotFound as error:
        raise _gone() from error


def _gone() -> LinkOver:
    return LinkOver("What was said is no longer kept here.")


def _page(link: Link, person: Person, dossier: Dossier, status_for_others: HTTPStatus) -> Response:
    mention = dossier.mention
    if mention.status is MentionStatus.DELETED:
        return page("taken_back.html", status_for_others, story=_story(dossier))
    if mention.turn != link.turn or mention.status in FINAL:
        return _moved_on(dossier, person, status_for_others)
    story = _story(dossier)
    if mention.status in OPEN:
        not_ours = None if link.deed is Deed.IGNORED else _fresh(mention, person, Deed.IGNORED)
        viewers = _viewers(mention, person)
        return page(
            "open.html", story=story, person=person, deed=link.deed, not_ours=not_ours, viewers=viewers
        )
    if mention.owner != person.id:
        return _moved_on(dossier, person, status_for_others)
    return _theirs(dossier, person, story)


def _theirs(dossier: Dossier, person: Person, story: Story) -> Response:
    """What its owner may do now, each with a link of its own."""
    mention = dossier.mention
    others = [each for each in wiring.people().all() if each.id != person.id]
    return page(
        "mine.html",
        story=story,
        person=person,
        stands=str(mention.status),
        until=spoken(mention.until) if mention.until else None,
        history=[(spoken(line.at), line.deed, line.by, line.note) for line in dossier.history],
        links={str(deed): _fresh(mention, person, deed) if may(mention, deed) else None for deed in _OFFERED},
        told=[
            (spoken(each.at or each.queued_at), str(each.destination), each.what, str(each.status))
            for each in dossier.deliveries
            if not each.is_sequel
        ],
        others=others,
        days=DAYS,
        viewers=_viewers(mention, person),
    )


def _moved_on(dossier: Dossier, person: Person, status_for_others: HTTPStatus) -> Response:
    """Who has it: this person, somebody else, or nobody any more. Without a button."""
    mention, story = dossier.mention, _story(dossier)
    viewers = _viewers(mention, person)
    if mention.status in OPEN:
        return page("moved_on.html", status_for_others, story=story, person=person, viewers=viewers)
    first = first_to(dossier)
    is_theirs = person.id in (first.person.id, mention.owner)
    return page(
        "taken.html",
        HTTPStatus.OK if is_theirs else status_for_others,
        story=story,
        person=person,
        first=first,
        first_when=spoken(first.at) if first.at else None,
        first_ago=ago(first.at, wiring.now()) if first.at else None,
        is_theirs=is_theirs,
        is_over=mention.status in FINAL,
        stands=str(mention.status),
        viewers=viewers,
    )


def _onward(mention: Mention, person: Person) -> Response:
    """To the page of what this person may do now: whatever they reload there does nothing twice."""
    deed = Deed.ACKNOWLEDGED if mention.status in OPEN else Deed.ANSWERED
    there = _fresh(mention, person, deed)
    return Response("", {"Location": there}, HTTPStatus.SEE_OTHER.value)


def _fresh(mention: Mention, person: Person, deed: Deed) -> str:
    """Beside the page that is being looked at: behind a gateway we cannot know how its address begins."""
    return wiring.link_signer().seal(link_for(mention, person.id, deed, wiring.now()))


def _viewers(mention: Mention, person: Person) -> str:
    """Who else is looking, for whoever has no script, too."""
    return said_of(wiring.see().others(mention.id, person.id, wiring.now()))


def _story(dossier: Dossier) -> Story:
    watches = {watch.id: watch for watch in wiring.watches().all()}
    return story_of(dossier.mention, watches.get(dossier.mention.about), wiring.now())
