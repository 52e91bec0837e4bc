"""Behind the link in a digest: looking changes nothing; a button says whether and how often it comes.

Mail programs press for their readers: they POST `List-Unsubscribe=One-Click` to the same address, with no
page before or after, and take no redirect for an answer. https://www.rfc-editor.org/rfc/rfc8058
"""

from __future__ import annotations

from chalice.app import Request, Response

from .. import wiring
from ..domain.people import Person
from ..domain.subscribers import Subscriber
from ..domain.timetables import Rhythm, Timetable
from ..errors import InvalidInput
from .forms import form_of
from .pages import page
from .refusals import LinkOver, NotListed
from .times import spoken

ONE_CLICK = ("List-Unsubscribe", "One-Click")


def show(request: Request, token: str) -> Response:
    """Whether and when this person gets one. Changes nothing, whoever looks and however often."""
    subscriber, person = _opened(token)
    return _page(subscriber.timetable, person, was_set=False)


def act(request: Request, token: str) -> Response:
    """They get it as the form says, or no more; the page says so. Again, it changes nothing."""
    subscriber, person = _opened(token)
    before = subscriber.timetable
    wanted = Timetable(_rhythm_in(request), before.hour, before.zone)
    wiring.set_digest()(person.id, wanted, wiring.now())
    return _page(wanted, person, was_set=True)


def _rhythm_in(request: Request) -> Rhythm:
    fields = form_of(request)
    if ONE_CLICK in fields.items():
        return Rhythm.OFF
    try:
        return Rhythm(fields.get("digest", ""))
    except ValueError as error:
        raise InvalidInput("digest", "must be off, daily or weekly: press a button of this page") from error


def _opened(token: str) -> tuple[Subscriber, Person]:
    """Whose link it is. Raises InvalidLink or LinkOver."""
    link = wiring.link_signer().unseal_digest(token)
    if link.has_expired(wiring.now()):
        raise LinkOver(
            f"This link worked until {spoken(link.expires_at)}. A newer digest may have a newer one."
        )
    subscriber = wiring.set_digest().behind(link.key)
    person = wiring.people().get(subscriber.person_id) if subscriber else None
    if subscriber is None or person is None:
        raise NotListed
    return subscriber, person


def _page(timetable: Timetable, person: Person, was_set: bool) -> Response:
    is_off = timetable.rhythm is Rhythm.OFF
    others = [rhythm for rhythm in (Rhythm.DAILY, Rhythm.WEEKLY) if rhythm is not timetable.rhythm]
    return page(
        "digest.html",
        person=person,
        timetable=timetable.words,
        is_off=is_off,
        was_set=was_set,
        others=[str(rhythm) for rhythm in others],
    )
