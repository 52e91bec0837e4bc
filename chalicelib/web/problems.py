"""From what went wrong to what the caller is told. The one place that picks status codes for failures.

    400  InvalidInput, InvalidRequest     410  LinkOver, TakenBack, NotSubscribed
    401  NotAdmitted, NotFromSlack        412  Outdated
    403  ScopeTooSmall                    422  KeyReused
    404  NotFound, InvalidLink            503  TemporaryError
    409  DoneBefore, NotNow, NotPossible  500  everything else, without details

Programs get RFC 9457 documents. Their type is `about:blank`: the status says what kind of problem it is, and
further members say the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import singledispatch
from http import HTTPStatus

from chalice.app import Response

from ..domain.history import Deed
from ..domain.mentions import OPEN
from ..errors import (
    InvalidInput,
    InvalidLink,
    KeyReused,
    NotFound,
    NotPossible,
    Outdated,
    TemporaryError,
    UnreadableQuery,
)
from .refusals import (
    DoneBefore,
    InvalidRequest,
    LinkOver,
    NotAdmitted,
    NotFromSlack,
    NotNow,
    NotSubscribed,
    ScopeTooSmall,
    TakenBack,
)
from .times import iso_or_none, spoken


@dataclass(frozen=True, slots=True)
class Problem:
    """`detail` is a sentence for whoever asked; `more` holds members beyond the standard's."""

    status: HTTPStatus
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)


@singledispatch
def problem_for(error: Exception) -> Problem:
    """What the caller is told of this error."""
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "This is our fault. It has been written down.")


@problem_for.register
def _temporary(error: TemporaryError) -> Problem:
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "This did not work just now. Please try again in a moment.",
        headers={"Retry-After": "5"},
    )


@problem_for.register
def _one_invalid(error: InvalidInput) -> Problem:
    return _invalid((error,))


@problem_for.register
def _not_possible(error: NotPossible) -> Problem:
    return Problem(HTTPStatus.CONFLICT, f"Not possible now: {error.field} {error.reason}.")


@problem_for.register
def _several_invalid(error: InvalidRequest) -> Problem:
    return _invalid(error.errors)


@problem_for.register
def _not_admitted(error: NotAdmitted) -> Problem:
    reason = ', error="invalid_token"' if error.was_sent else ""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "The token is not valid: make another with `earshot tokens add`."
        if error.was_sent
        else "Send a token: `Authorization: Bearer esh_…`.",
        headers={"WWW-Authenticate": f'Bearer realm="earshot"{reason}'},
    )


@problem_for.register
def _not_from_slack(error: NotFromSlack) -> Problem:
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "This is not signed by a Slack app that is known here. Its `signing_secret` belongs into a key: "
        "earshot keys set slack:NAME.",
    )


@problem_for.register
def _scope_too_small(error: ScopeTooSmall) -> Problem:
    return Problem(
        HTTPStatus.FORBIDDEN,
        f"This needs a token of scope {str(error.needed)!r}: make one with `earshot tokens add`.",
        headers={
            "WWW-Authenticate": f'Bearer realm="earshot", error="insufficient_scope", scope="{error.needed}"'
        },
        more={"scope": str(error.needed)},
    )


@problem_for.register
def _not_found(error: NotFound) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"There is no {error.what} {error.which!r}.")


@problem_for.register
def _key_reused(error: KeyReused) -> Problem:
    return Problem(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        f"The Idempotency-Key {error.key!r} was sent before with another content, and nothing was changed. "
        "Send new content under a new key.",
    )


@problem_for.register
def _invalid_link(error: InvalidLink) -> Problem:
    return Problem(
        HTTPStatus.NOT_FOUND,
        "This link does not work. Mail programs sometimes cut long addresses: please copy the whole of it.",
    )


@problem_for.register
def _link_over(error: LinkOver) -> Problem:
    return Problem(HTTPStatus.GONE, str(error))


@problem_for.register
def _taken_back(error: TakenBack) -> Problem:
    return Problem(HTTPStatus.GONE, "Its author has taken this back. There is nothing left to answer.")


@problem_for.register
def _not_subscribed(error: NotSubscribed) -> Problem:
    return Problem(HTTPStatus.GONE, "Nothing is subscribed to here, or not any more.")


@problem_for.register
def _done_before(error: DoneBefore) -> Problem:
    verb = "had it" if error.deed in _HAVING else f"{error.deed} it"
    when = f", on {spoken(error.at)}" if error.at else ""
    return Problem(
        HTTPStatus.CONFLICT,
        f"{error.person.name} {verb} first{when}.",
        more={
            "deed": str(error.deed),
            "by": error.person.id,
            "by_name": error.person.name,
            "at": iso_or_none(error.at),
        },
    )


@problem_for.register
def _not_now(error: NotNow) -> Problem:
    instead = "reopen it first" if error.deed is Deed.RELEASED else "release it instead"
    todo = "acknowledge it to have it" if error.status in OPEN else instead
    detail = f"What is {error.status} cannot be {error.deed}: {todo}."
    return Problem(HTTPStatus.CONFLICT, detail, more={"mention_status": str(error.status)})


@problem_for.register
def _outdated(error: Outdated) -> Problem:
    detail = f"The {error.what} has changed since you read it. Read it again, then decide anew."
    return Problem(HTTPStatus.PRECONDITION_FAILED, detail)


_HAVING = (Deed.ACKNOWLEDGED, Deed.ASSIGNED, Deed.SNOOZED)


def _invalid(errors: Iterable[InvalidInput]) -> Problem:
    listed = [_fault(error) for error in errors]
    return Problem(
        HTTPStatus.BAD_REQUEST,
        " ".join(f"{error['field']}: {error['reason']}." for error in listed),
        more={"errors": listed},
    )


def _fault(error: InvalidInput) -> dict[str, object]:
    """A program that shows the query can point at the place itself."""
    if isinstance(error, UnreadableQuery):
        return {"field": error.field, "reason": error.told, "line": error.line, "column": error.column}
    return {"field": error.field, "reason": error.reason}


def as_json(problem: Problem) -> Response:
    """The problem as programs read it."""
    body = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "detail": problem.detail,
        **problem.more,
    }
    return Response(
        body=body,
        status_code=problem.status.value,
        headers={"Content-Type": "application/problem+json", **problem.headers},
    )
