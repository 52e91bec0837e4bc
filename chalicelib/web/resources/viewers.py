"""Who is looking at a mention just now. To look is not to acknowledge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from chalice.app import Request, Response

from ... import wiring
from ...domain.people import Scope
from ...domain.viewers import Viewer
from ..answers import shown
from ..ids import plausible
from ..operations import Operation
from ..tokens import admitted


class Viewing(msgspec.Struct):
    """A person, and when they were last seen there."""

    person_id: str
    seen_at: datetime


class Viewers(msgspec.Struct):
    """Those of the last minute, whoever came last first."""

    viewers: list[Viewing]


def list_viewers(request: Request, mention_id: str) -> Response:
    """Who was looking at a mention within the last minute."""
    admitted(request, Scope.READ)
    mention_id = wiring.look().dossier(plausible(mention_id)).mention.id
    return shown(_viewers(wiring.see().others(mention_id, "", wiring.now())))


def view_mention(request: Request, mention_id: str) -> Response:
    """The token's person is looking at a mention, and is told who else is. Nothing becomes of the mention. To
    be sent again every half minute while they look.
    """
    token = admitted(request, Scope.RESPOND)
    return shown(_viewers(wiring.see()(plausible(mention_id), token.person_id, wiring.now())))


def _viewers(viewers: Iterable[Viewer]) -> Viewers:
    return Viewers([Viewing(each.person_id, each.seen_at) for each in viewers])


_ALL = "/mentions/{mention_id}/viewers"

ROUTES = (
    Operation(method="GET", path=_ALL, view=list_viewers, needs=Scope.READ, answer=Viewers),
    Operation(method="POST", path=_ALL, view=view_mention, needs=Scope.RESPOND, answer=Viewers),
)
