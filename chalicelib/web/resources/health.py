"""Health: is anything late that people rely on?"""

from __future__ import annotations

from http import HTTPStatus
from typing import Literal

import msgspec
from chalice.app import Request, Response
from msgspec import UNSET, UnsetType

from ... import wiring
from ...domain.people import Scope
from ..answers import shown
from ..operations import Operation
from ..tokens import admitted


class Late(msgspec.Struct):
    """Something that is late: how much of it, and what that means for people."""

    what: str
    number: int
    meaning: str


class Health(msgspec.Struct):
    """`late` says what is, to whoever may read."""

    status: Literal["ok", "late"]
    late: list[Late] | UnsetType = UNSET


def show_health(request: Request) -> Response:
    """Is all well (200), or is anything late (503)? For everybody; a token that may read also gets to know
    what is late.
    """
    may_read = bool(request.headers.get("authorization"))
    if may_read:
        admitted(request, Scope.READ)
    late = wiring.look_after()(wiring.now())
    listed = [Late(each.what, each.number, each.meaning) for each in late]
    status = HTTPStatus.SERVICE_UNAVAILABLE if late else HTTPStatus.OK
    return shown(Health("late" if late else "ok", listed if may_read else UNSET), status=status)


ROUTES = (
    Operation(
        method="GET", path="/health", view=show_health, answer=Health, also=(HTTPStatus.SERVICE_UNAVAILABLE,)
    ),
)
