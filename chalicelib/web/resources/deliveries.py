"""The deliveries and the history of one mention: who was told, and what happened. Both are short."""

from __future__ import annotations

import msgspec
from chalice.app import Request, Response

from ... import wiring
from ...domain.history import Via
from ...domain.people import Scope
from .. import shapes
from ..answers import shown
from ..ids import plausible
from ..operations import Operation
from ..representations import delivery_json, history_json
from ..tokens import admitted


class Deliveries(msgspec.Struct):
    """All of a mention's, oldest first."""

    deliveries: list[shapes.Delivery]


class History(msgspec.Struct):
    """All that happened to a mention, oldest first."""

    history: list[shapes.HistoryLine]


def list_deliveries(request: Request, mention_id: str) -> Response:
    """Who was told of a mention, or could not be, and why. All of it."""
    admitted(request, Scope.READ)
    dossier = wiring.look().dossier(plausible(mention_id))
    return shown(Deliveries(list(map(delivery_json, dossier.deliveries))))


def list_history(request: Request, mention_id: str) -> Response:
    """What happened to a mention: who did what, when, by which road. All of it."""
    admitted(request, Scope.READ)
    return shown(History(history_json(wiring.look().dossier(plausible(mention_id)))))


def retry_delivery(request: Request, mention_id: str, delivery_id: str) -> Response:
    """Try a delivery anew that has failed for good. Sent again, it is refused: it is under way."""
    token = admitted(request, Scope.RESPOND)
    again = wiring.retry()(plausible(mention_id), delivery_id, token.person_id, Via.API, wiring.now())
    return shown(delivery_json(again))


_ALL = "/mentions/{mention_id}/deliveries"

ROUTES = (
    Operation(
        method="GET", path="/mentions/{mention_id}/history", view=list_history, needs=Scope.READ,
        answer=History,
    ),
    Operation(method="GET", path=_ALL, view=list_deliveries, needs=Scope.READ, answer=Deliveries),
    Operation(
        method="POST", path=f"{_ALL}/{{delivery_id}}/retry", view=retry_delivery, needs=Scope.RESPOND,
        answer=shapes.Delivery, refuses=True,
    ),
)  # fmt: skip
