"""The buttons under notices in Slack: "I have it", and "Not ours".

    press ─▶ from Slack? ─▶ who is it with us? ─▶ act as that person ─▶ answer in the channel: who has it now
                  └ 401         └ tell them, and nobody else, what to do

Slack waits three seconds. What was asked for is done first; the answer in the channel is given if it can be.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from chalice.app import Request, Response

from .. import wiring
from ..domain.acts import Act
from ..domain.buttons import DEEDS
from ..domain.history import Deed, Via
from ..domain.mentions import OPEN, Ignored, MentionStatus
from ..domain.people import Person
from ..errors import EarshotError, NotFound
from .firsts import first_to
from .slack_requests import Press, people_of_signer, press_in
from .times import spoken

log = logging.getLogger(__name__)

Reply = Mapping[str, object]

_NO_TURN = -1
_HAVING = (Deed.ACKNOWLEDGED, Deed.ASSIGNED, Deed.SNOOZED)
_UNKNOWN = (
    "Earshot does not know who you are, so nothing was changed. Ask whoever runs it to write your member ID, "
    "{user}, and who you are in Earshot into the field `people` of this channel's key (earshot keys set). "
    "Five minutes later, press again."
)
_GONE = "What was said is no longer kept in Earshot. There is nothing left to do."
_NOBODYS = (
    "It went from hand to hand since this message, and is nobody's now. Press a button under its newest "
    "message, or look it up in Earshot."
)
_TAKEN_BACK = "Its author has taken back what stood here. There is nothing left to answer."


def act(request: Request) -> Response:
    """Does what the pressed button says, as the person who pressed it. Raises NotFromSlack or InvalidInput.

    Pressing again is as good as pressing once; coming after somebody else changes nothing, and says who.
    """
    now = wiring.now()
    people = people_of_signer(request, now)
    press = press_in(request)
    if press and press.action in DEEDS:
        _answer(press, _acted(press, people.get(press.user_id), now))
    return Response(
        "", status_code=HTTPStatus.OK.value, headers={"Content-Type": "text/plain; charset=utf-8"}
    )


def _acted(press: Press, person_id: str | None, now: datetime) -> Reply:
    person = wiring.people().get(person_id) if person_id else None
    if person is None:
        return _whispered(_UNKNOWN.format(user=press.user_id))
    deed = DEEDS[press.action]
    ignored = Ignored.NOT_OURS if deed is Deed.IGNORED else None
    what = Act(deed, person.id, now, Via.SLACK, ignored=ignored)
    try:
        taken = wiring.respond()(press.mention_id, what, turn=_turn(press))
        dossier = replace(wiring.look().dossier(press.mention_id), mention=taken.mention)
    except NotFound:
        return _whispered(_GONE)
    if taken.mention.status is MentionStatus.DELETED:
        return {"replace_original": True, "text": _TAKEN_BACK}
    if taken.is_first:
        return _settled(press, person, deed, now)
    if taken.mention.status in OPEN:
        return _whispered(_NOBODYS)
    first = first_to(dossier)
    return _settled(press, first.person, first.deed, first.at)


def _turn(press: Press) -> int:
    """The one that the button was made for. One that does not say acts only while nobody has the mention."""
    if press.turn is not None:
        return press.turn
    mention = wiring.look().dossier(press.mention_id).mention
    return mention.turn if mention.status in OPEN else _NO_TURN


def _settled(press: Press, person: Person, deed: Deed, at: datetime | None) -> Reply:
    """The message without its buttons, and with who was it, as plain text: names may hold anything."""
    when = f", {spoken(at)}" if at else ""
    did = "has it" if deed in _HAVING else f"{deed} it"
    line = {"type": "plain_text", "text": f"{person.name} {did}{when}", "emoji": False}
    kept = [block for block in press.blocks if block.get("type") != "actions"]
    blocks = [*kept, {"type": "context", "elements": [line]}]
    return {"replace_original": True, "text": f"Somebody {did}.", "blocks": blocks}


def _whispered(text: str) -> Reply:
    """For the eyes of whoever pressed."""
    return {"response_type": "ephemeral", "replace_original": False, "text": text}


def _answer(press: Press, reply: Reply) -> None:
    try:
        wiring.reply_in_slack()(press.response_url, reply)
    except EarshotError:
        log.warning("no answer in slack", exc_info=True, extra={"mention": press.mention_id})
