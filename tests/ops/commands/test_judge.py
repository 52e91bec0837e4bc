"""`earshot judge`: JSON lines in, JSON lines out."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from ops.commands.judge import judge
from ops.errors import CannotContinue


def _judged(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    lines = "\n".join(json.dumps(row) for row in rows)
    done = CliRunner().invoke(judge, [], input=lines, catch_exceptions=False)
    return [json.loads(line) for line in done.output.splitlines()]


def test_each_line_is_judged_for_whom_it_names_in_the_same_order() -> None:
    text = "Acme is way better than Globex, whose service is horrible"

    shown = _judged({"text": text, "about": "Acme"}, {"text": text, "about": "Globex"})

    assert [row["verdict"] for row in shown] == ["good", "bad"]
    assert [row["target"] for row in shown] == ["Globex", "Globex"]
    assert [row["escalate"] for row in shown] == [False, True]


def test_everything_a_judgement_holds_is_printed() -> None:
    (row,) = _judged({"text": "Acme never answered my mails, horrible support", "about": ["Acme"]})

    assert set(row) == {
        "verdict",
        "sentiment",
        "probabilities",
        "escalate",
        "troll",
        "target",
        "evidence",
        "model",
    }
    assert row["sentiment"] == "negative"
    assert sum(row["probabilities"].values()) == pytest.approx(1.0, abs=0.001)
    assert row["evidence"]


def test_title_is_read_before_the_text() -> None:
    (row,) = _judged({"title": "Terrible, never again", "text": "The lamp of Acme.", "about": "Acme"})

    assert row["verdict"] == "bad"


def test_name_that_does_not_stand_in_the_text_is_no_target() -> None:
    (row,) = _judged({"text": "The worst garden lamps I ever bought", "about": "Acme"})

    assert row["target"] is None


def test_language_is_believed_where_it_is_given() -> None:
    text = "Acme gut"

    told, believed = _judged(
        {"text": text, "about": "Acme"}, {"text": text, "about": "Acme", "lang": "de-AT"}
    )

    assert told["model"] != "words-1"
    assert believed["model"] == "words-1"


def test_unknown_language_is_unsure_and_neutral() -> None:
    (row,) = _judged({"text": "Acmeのケトルを先週買いました。水が漏れています。", "about": "Acme"})

    assert (row["verdict"], row["sentiment"], row["probabilities"]) == ("unsure", "neutral", None)


def test_threat_is_held_as_troll_and_not_escalated() -> None:
    (row,) = _judged({"text": "acme shills kill yourselves lol", "about": "Acme"})

    assert row["verdict"] == "troll"
    assert row["troll"] > 0.5
    assert row["escalate"] is False


@pytest.mark.parametrize(
    ("line", "reason"),
    [("{", "line 1 is not JSON"), ("[]", 'holds no "text"'), ('{"text": 1}', 'holds no "text"')],
)
def test_bad_lines_are_refused_in_words(line: str, reason: str) -> None:
    done = CliRunner().invoke(judge, [], input=line)

    assert isinstance(done.exception, CannotContinue)
    assert reason in str(done.exception)


def test_about_must_be_names() -> None:
    done = CliRunner().invoke(judge, [], input='{"text": "x", "about": 3}')

    assert isinstance(done.exception, CannotContinue)
    assert "list of names" in str(done.exception)
