"""What can be asked about mentions and the ledger, as the API lists it."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta

from ..domain.channels import Channel
from ..domain.coverage import State
from ..domain.history import Deed
from ..domain.mentions import MentionStatus
from ..domain.noises import Noise
from ..domain.people import Scope
from ..domain.remarks import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE
from ..domain.rulings import LONGEST_NOTE, RULED
from ..domain.verdicts import Verdict
from . import api, shapes
from .acting import ACTIONS, BODIES
from .ledger import CoveragePage
from .operations import BY_VERSION, Ask, Operation
from .paging import PAGED
from .reports import Report, Trial

Ruled = Annotated[str, Meta(pattern=f"^({'|'.join(RULED)})$")]


class Remark(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody said to us. `said_at` starts the clock: now, unless given. `watch` may be left out where
    the words name one of your own.
    """

    channel: Channel
    text: Annotated[str, Meta(max_length=LONGEST_TEXT, pattern=r"\S")]
    title: Annotated[str, Meta(max_length=LONGEST_TITLE)] | None = None
    author: Annotated[str, Meta(max_length=LONGEST_AUTHOR)] | None = None
    said_at: datetime | None = None
    watch: str | None = None
    url: str | None = None


class GivenVerdict(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What it is, by a person, and maybe why."""

    verdict: Ruled
    note: Annotated[str, Meta(max_length=LONGEST_NOTE)] | None = None


class Tried(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A query beside the saved one of a watch, or alone, on what was heard of late."""

    query: str | None = None
    watch: str | None = None
    without: list[Noise] | None = None
    days: Annotated[int, Meta(ge=1, le=90)] | None = None


_SAYS = {
    Deed.ACKNOWLEDGED: "I have it, until a deadline. Again, it is a sign of life, which moves the deadline.",
    Deed.RELEASED: "Give it back: it is everybody's again.",
    Deed.ASSIGNED: "Hand it to somebody, who is told at once, with the whole story.",
    Deed.SNOOZED: "Let it rest until a time, whoever has it.",
    Deed.ANSWERED: "Write down what was said to its author; the clock stops.",
    Deed.PROMISED: "Owe a second word by a date; whoever promised is reminded.",
    Deed.RESOLVED: "It is dealt with.",
    Deed.IGNORED: "Nobody need do anything about it: a troll, or not about us.",
    Deed.REOPENED: "It is not over after all.",
}
_LATER = "2026-03-16T09:00:00Z"
_EXAMPLES: dict[Deed, dict[str, object]] = {
    Deed.ACKNOWLEDGED: {"until": _LATER},
    Deed.ASSIGNED: {"to": "bob", "note": "You know this customer"},
    Deed.SNOOZED: {"until": _LATER},
    Deed.ANSWERED: {"text": "We are sorry; a new lamp is on its way", "url": "https://forum.example/t/17#2"},
    Deed.PROMISED: {"until": _LATER, "note": "Ask whether it arrived"},
    Deed.IGNORED: {"reason": "not ours"},
}
_PERIOD = (
    Ask("since", datetime, "From when on; 30 days back, unless told."),
    Ask("until", datetime, "Until."),
)
_WATCH = Ask("watch", str, "The id of a watch.")
_REMARK = {"channel": "phone", "text": "My lamp broke, nobody calls back", "author": "Joan"}
_ONE = "/mentions/{mention_id}"

ROUTES = (
    Operation(method="GET", path="/", view=api.index, answer=api.Index),
    Operation(
        method="GET", path="/mentions", view=api.list_mentions, needs=Scope.READ, answer=shapes.MentionPage,
        asks=(
            _WATCH, Ask("verdict", Verdict, "What it is."), Ask("status", MentionStatus, "Where it stands."),
            *_PERIOD, *PAGED,
        ),
    ),
    Operation(
        method="POST", path="/mentions", view=api.note_mention, needs=Scope.RESPOND, body=Remark,
        example=_REMARK, answer=shapes.Changed, status=HTTPStatus.CREATED, also=(HTTPStatus.OK,), keyed=True,
    ),
    Operation(
        method="GET", path=_ONE, view=api.show_mention, needs=Scope.READ, answer=shapes.Dossier, tagged=True
    ),
    *(
        Operation(
            method="POST", path=f"{_ONE}/{verb}", view=api.acting(deed), says=_SAYS[deed],
            needs=Scope.RESPOND, body=BODIES[deed], example=_EXAMPLES.get(deed), answer=shapes.Changed,
            tagged=True, conditional=BY_VERSION, refuses=True, fails=(HTTPStatus.GONE,),
        )
        for verb, deed in ACTIONS.items()
    ),
    Operation(
        method="POST", path=f"{_ONE}/verdict", view=api.judge_mention, needs=Scope.RESPOND, body=GivenVerdict,
        example={"verdict": "good", "note": "Irony"}, answer=shapes.Changed, tagged=True,
        conditional=BY_VERSION,
    ),
    Operation(
        method="GET", path="/coverage", view=api.list_coverage, needs=Scope.READ, answer=CoveragePage,
        asks=(_WATCH, Ask("state", State, "How well it is heard."), *PAGED),
    ),
    Operation(
        method="GET", path="/report", view=api.show_report, needs=Scope.READ, answer=Report, asks=_PERIOD
    ),
    Operation(
        method="POST", path="/queries/preview", view=api.preview_query, needs=Scope.READ, body=Tried,
        example={"query": "Acme NOT (Acme near/3 records)", "days": 30}, answer=Trial,
    ),
)  # fmt: skip
