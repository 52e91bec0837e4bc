"""Dead letters: what failed so often that its queue gave it up. Somebody looks, and decides."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from chalice.app import Request, Response

from ... import wiring
from ...domain import dead_letters
from ...domain.people import Scope
from ...errors import NotFound
from ..answers import nothing, shown
from ..operations import Operation
from ..tokens import admitted

if TYPE_CHECKING:
    from ...wiring import DeadLetters

_SHOWN = 2_000  # characters: what a hub pushed may be long


class DeadLetter(msgspec.Struct):
    """`body` is what could not be done; `is_cut` where it is longer than is shown. `received` is how often it
    was taken in hand, to do it or to look at it.
    """

    id: str
    sent_at: datetime
    received: int
    body: str
    is_cut: bool


class DeadLetterQueue(msgspec.Struct):
    """What a queue gave up: about how much, and ten of them at most."""

    queue: str
    count: int
    letters: list[DeadLetter]


class DeadLetterQueues(msgspec.Struct):
    """One for each queue."""

    queues: list[DeadLetterQueue]


class Redriven(msgspec.Struct):
    """How many went to their queue again, and about how many are left."""

    redriven: int
    left: int


def list_dead_letters(request: Request) -> Response:
    """What the queues gave up. It stays where it is; what somebody has in hand is counted and not shown."""
    admitted(request, Scope.ADMIN)
    return shown(DeadLetterQueues([_queue(*each) for each in wiring.dead_letters().items()]))


def redrive_dead_letters(request: Request, queue: str) -> Response:
    """Send the first 300 of a queue's dead letters to it again. What fails again comes back in its time."""
    admitted(request, Scope.ADMIN)
    letters = _letters(queue)
    return shown(Redriven(letters.redrive(), letters.count()))


def drop_dead_letter(request: Request, queue: str, letter_id: str) -> Response:
    """Forget one, for good. It is looked for among the first 300 that nobody has in hand."""
    admitted(request, Scope.ADMIN)
    if not _letters(queue).drop(letter_id):
        raise NotFound("dead letter", letter_id)
    return nothing()


def _letters(queue: str) -> DeadLetters:
    known = wiring.dead_letters()
    if queue not in known:
        raise NotFound("queue", queue)
    return known[queue]


def _queue(name: str, letters: DeadLetters) -> DeadLetterQueue:
    return DeadLetterQueue(name, letters.count(), list(map(_shape, letters.look())))


def _shape(letter: dead_letters.DeadLetter) -> DeadLetter:
    is_cut = len(letter.body) > _SHOWN
    return DeadLetter(letter.id, letter.sent_at, letter.received, letter.body[:_SHOWN], is_cut)


_QUEUE = "/dead-letters/{queue}"

ROUTES = (
    Operation(
        method="GET", path="/dead-letters", view=list_dead_letters, needs=Scope.ADMIN, answer=DeadLetterQueues
    ),
    Operation(
        method="POST", path=f"{_QUEUE}/redrive", view=redrive_dead_letters, needs=Scope.ADMIN, answer=Redriven
    ),
    Operation(method="DELETE", path=f"{_QUEUE}/{{letter_id}}", view=drop_dead_letter, needs=Scope.ADMIN),
)
