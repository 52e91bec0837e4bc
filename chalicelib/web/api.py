"""The API's answers: lists of mentions, one with all that is known about it, the ways to respond, the
coverage ledger, the report, and queries tried.

Links are relative to the address that was asked: behind a gateway we cannot know how that begins.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

import msgspec
from chalice.app import Request, Response

from .. import __version__, wiring
from ..domain.changes import Taken
from ..domain.history import Deed, Via
from ..domain.people import Scope
from ..domain.rulings import Ruling
from ..errors import InvalidInput
from . import shapes
from .acting import act_in
from .answers import below, given, paged, shown
from .bodies import fields_of
from .conditions import etag, version_in
from .firsts import refusal
from .ids import plausible
from .ledger import CoveragePage, coverage_json
from .parameters import ListQuery, coverage_query, list_query, period
from .remarks import remark_in
from .reports import MOST_TRIED, report_json, trial_json
from .representations import dossier_json, mention_json
from .rulings import ruling_in
from .times import iso
from .tokens import admitted
from .trials import trial_in


class Index(msgspec.Struct):
    """What this is, and where to go from here; links are relative to the address that was asked."""

    name: str
    version: str
    links: dict[str, str]


def index(request: Request) -> Response:
    """What this is, and where to go from here. For everybody."""
    root = below(request)
    links = {
        "mentions": f"{root}mentions",
        "mention": f"{root}mentions/{{id}}",
        "coverage": f"{root}coverage",
        "report": f"{root}report",
        "preview": f"{root}queries/preview",
        **{name: f"{root}{name}" for name in ("watches", "sources", "policies", "rotas", "people", "tokens")},
        "dead_letters": f"{root}dead-letters",
        "health": f"{root}health",
        "openapi": f"{root}openapi.json",
    }
    return shown(Index("Earshot", __version__, links))


def list_mentions(request: Request) -> Response:
    """Mentions, newest first, a page at a time."""
    admitted(request, Scope.READ)
    query = list_query(given(request), wiring.now())
    _check_watch(query.wanted.watch_id)
    page = wiring.look().page(query.wanted, query.cursor, query.limit)
    found = shapes.MentionPage([mention_json(mention) for mention in page.mentions], None)
    return paged(found, _asked(query), page.cursor)


def list_coverage(request: Request) -> Response:
    """How well each source is heard, a page at a time. A page may be short, or empty, though more follow."""
    admitted(request, Scope.READ)
    query = coverage_query(given(request))
    _check_watch(query.wanted.watch_id)
    page = wiring.cover()(query.wanted, query.cursor, query.limit, wiring.now())
    asked = {"watch": query.wanted.watch_id, "state": query.wanted.state, "limit": query.limit}
    found = CoveragePage([coverage_json(line) for line in page.lines], None)
    return paged(found, asked, page.cursor)


def show_report(request: Request) -> Response:
    """What people made of what they were told, and what judges are worth and cost."""
    admitted(request, Scope.READ)
    now = wiring.now()
    since, until = period(given(request), now)
    return shown(report_json(wiring.review()(since, until, now)))


def preview_query(request: Request) -> Response:
    """What a query would have made of what was heard of late, beside what is saved. Changes nothing."""
    admitted(request, Scope.READ)
    watch, back = trial_in(request)
    until = wiring.now()
    trial = wiring.preview()(watch, until - back, until, MOST_TRIED)
    return shown(trial_json(trial, until - back, until))


def note_mention(request: Request) -> Response:
    """What somebody said to us is written down by the token's person; doing it again changes nothing."""
    token = admitted(request, Scope.RESPOND)
    now = wiring.now()
    remark, key = remark_in(request, now)
    noted = wiring.note()(remark, token.person_id, Via.API, now, key)
    return shown(
        shapes.Changed(mention_json(noted.mention), noted.is_first),
        {"Location": f"{below(request)}{noted.mention.id}"},
        HTTPStatus.CREATED if noted.is_first else HTTPStatus.OK,
    )


def show_mention(request: Request, mention_id: str) -> Response:
    """One mention with everything that is known about it."""
    admitted(request, Scope.READ)
    dossier = wiring.look().dossier(plausible(mention_id))
    headers = {"ETag": etag(dossier.mention.version)}
    return shown(dossier_json(dossier, wiring.watches().all()), headers)


def acting(deed: Deed) -> Callable[[Request, str], Response]:
    """The view by which the token's person does this. Doing it again is as good as doing it once; coming
    after somebody else is refused, and says who. With `If-Match`, nothing is done to what has changed since.
    """

    def act(request: Request, mention_id: str) -> Response:
        token = admitted(request, Scope.RESPOND)
        what = act_in(fields_of(request), deed, token.person_id, Via.API, wiring.now())
        taken = wiring.respond()(plausible(mention_id), what, version_in(request))
        is_done = taken.is_first or taken.was_done
        if not is_done and (error := refusal(what, wiring.look().dossier(mention_id))):
            raise error
        return _changed(taken)

    return act


def judge_mention(request: Request, mention_id: str) -> Response:
    """The token's person says what it is; saying the same again changes nothing. With `If-Match`, nothing is
    done to what has changed since.
    """
    token = admitted(request, Scope.RESPOND)
    verdict, note = ruling_in(request)
    ruling = Ruling(verdict, token.person_id, wiring.now())
    taken = wiring.override()(plausible(mention_id), ruling, Via.API, note, version_in(request))
    return _changed(taken)


def _changed(taken: Taken) -> Response:
    body = shapes.Changed(mention_json(taken.mention), taken.is_first)
    return shown(body, {"ETag": etag(taken.mention.version)})


def _check_watch(watch_id: str | None) -> None:
    """An empty list must mean that nothing was said, never that a name was mistyped."""
    if watch_id is None:
        return
    known = [watch.id for watch in wiring.watches().all()]
    if watch_id not in known:
        listed = ", ".join(map(repr, known)) or "none yet"
        raise InvalidInput("watch", f"there is no {watch_id!r}; there are {listed}")


def _asked(query: ListQuery) -> dict[str, object]:
    """The same question. Its times are fixed, so that nothing shifts from page to page."""
    wanted = query.wanted
    return {
        "watch": wanted.watch_id,
        "verdict": wanted.verdict,
        "status": wanted.status,
        "since": iso(wanted.since),
        "until": iso(wanted.until),
        "limit": query.limit,
    }
