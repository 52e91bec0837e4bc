"""What a person does to a mention is checked in their words."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.acts import Act, faults, line_of
from chalicelib.domain.history import Deed, Via
from chalicelib.domain.mentions import Answer, Ignored

from .examples import MINUTE, NOW

SAID = Answer("So sorry. A new lid is on its way.", None, "ann", NOW)


def an_act(deed: Deed, **changes: Any) -> Act:
    return Act(deed, "ann", NOW, Via.API, **changes)


@pytest.mark.parametrize(
    "act",
    [
        an_act(Deed.ACKNOWLEDGED),
        an_act(Deed.ACKNOWLEDGED, until=NOW + MINUTE),
        an_act(Deed.SNOOZED, until=NOW + timedelta(days=2)),
        an_act(Deed.PROMISED, until=NOW + timedelta(days=300), note="a call"),
        an_act(Deed.ASSIGNED, to="ben"),
        an_act(Deed.ANSWERED, answer=SAID),
        an_act(Deed.IGNORED, ignored=Ignored.TROLL),
        an_act(Deed.RESOLVED),
    ],
    ids=lambda act: act.deed,
)
def test_what_makes_sense_has_no_faults(act: Act) -> None:
    assert list(faults(act)) == []


@pytest.mark.parametrize(
    ("act", "field", "reason"),
    [
        (an_act(Deed.SNOOZED), "until", "is needed"),
        (an_act(Deed.PROMISED), "until", "is needed"),
        (an_act(Deed.SNOOZED, until=NOW), "until", "choose a later time"),
        (
            an_act(Deed.SNOOZED, until=NOW + timedelta(days=31)),
            "until",
            "30 days away: choose an earlier time",
        ),
        (an_act(Deed.PROMISED, until=NOW + timedelta(days=367)), "until", "366 days"),
        (an_act(Deed.RESOLVED, until=NOW + MINUTE), "until", "leave it out"),
        (an_act(Deed.ASSIGNED), "to", "is needed"),
        (an_act(Deed.IGNORED), "reason", "'troll', 'not ours'"),
        (an_act(Deed.ANSWERED), "text", "is needed"),
        (an_act(Deed.ANSWERED, answer=Answer(" ", None, "ann", NOW)), "text", "is needed"),
        (an_act(Deed.ANSWERED, answer=Answer("x" * 4001, None, "ann", NOW)), "text", "4,000"),
        (an_act(Deed.ANSWERED, answer=Answer("x", "javascript:x", "ann", NOW)), "url", "web address"),
        (an_act(Deed.ANSWERED, answer=Answer("x", "https://\ud800/", "ann", NOW)), "url", "web address"),
        (an_act(Deed.ASSIGNED, to="x" * 101), "to", "at most 100"),
        (an_act(Deed.RESOLVED, note="x" * 501), "note", "at most 500"),
        (an_act(Deed.RESOLVED, note="\ud800"), "note", "write it anew"),
    ],
)
def test_fault_names_the_field_to_correct(act: Act, field: str, reason: str) -> None:
    (fault,) = faults(act)

    assert fault.field == field
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("act", "note"),
    [
        (an_act(Deed.ACKNOWLEDGED), ""),
        (an_act(Deed.ASSIGNED, to="ben", note="she\nknows lids"), "to ben: she knows lids"),
        (an_act(Deed.SNOOZED, until=NOW), "until 2026-11-22 09:30 UTC"),
        (an_act(Deed.ANSWERED, answer=SAID), "in private: So sorry. A new lid is on its way."),
        (
            an_act(
                Deed.ANSWERED,
                answer=Answer("Sorry", "https://blog.example/1", "ann", NOW),
                note="asked first",
            ),
            "at https://blog.example/1: Sorry: asked first",
        ),
        (an_act(Deed.IGNORED, ignored=Ignored.NOT_OURS), "not ours"),
    ],
)
def test_history_says_what_was_done_in_one_line(act: Act, note: str) -> None:
    line = line_of("m1", act)

    assert (line.mention_id, line.deed, line.by, line.via, line.at) == ("m1", act.deed, "ann", Via.API, NOW)
    assert line.note == note
