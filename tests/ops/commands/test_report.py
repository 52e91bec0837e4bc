"""What people made of what they were told, at a glance and for programs."""

from __future__ import annotations

import json

from chalicelib.domain.calibration import Calibration, Curve, Fit
from chalicelib.domain.mentions import MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Verdict
from tests.domain.examples import NOW, a_mention
from tests.fakes import FakeMentionStore
from tests.ops.commands.conftest import World


def _lines(output: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("  ") if cell.strip()] for line in output.splitlines()]


def test_report_says_in_words_how_well_it_goes(world: World) -> None:
    right = a_mention(id="m1", status=MentionStatus.RESOLVED)
    wrong = a_mention(id="m2", ruling=Ruling(Verdict.GOOD, "ann", NOW))
    other = a_mention(id="m3", about="brightmoor")
    world.mentions = FakeMentionStore(right, wrong, other)
    fits = {"trained-1": Fit(231, {"bad": Curve(1.0, 0.0)}), "words-1": Fit(7)}
    world.calibrations.calibration = Calibration(fits, NOW, 2, 1)
    world.purse.spend("judge:bedrock", "2026-11", 120_000, 5_000_000)

    answer = world.type("report", "--stage", "prod")

    assert answer.exit_code == 0, answer.output
    lines = _lines(answer.output)
    assert answer.output.startswith("3 mentions found since 2026-08-24 reached people.\n")
    assert ["larkfield", "2", "1", "1", "0", "0", "50% (9% to 91%)"] in lines
    assert ["brightmoor", "1", "0", "0", "0", "1", "not known yet"] in lines
    assert ["blog", "source", "1", "1", "100% (21% to 100%)"] in lines
    assert ["trained-1", "231", "since 2026-11-22"] in lines
    assert ["words-1", "7", "not yet"] in lines
    assert ["bedrock", "2026-11", "$0.12 of $5"] in lines
    assert world.stages == [("prod", None, None)]


def test_report_says_what_to_do_where_nothing_is_known(world: World) -> None:
    world.calibrations.calibration = Calibration(rulings=3, version=3)

    answer = world.type("report").output

    assert "Nobody was told of anything" in answer
    assert "See: earshot mentions judge --help" in answer
    assert "200 labels are needed, and people judged 3 mentions" in answer
    assert "No judge that costs money was asked yet." in answer


def test_report_says_when_there_was_more_than_is_read(world: World) -> None:
    ruling = Ruling(Verdict.BAD, "ann", NOW)
    world.mentions = FakeMentionStore(*(a_mention(id=f"m{n}", ruling=ruling) for n in range(5_001)))

    assert (
        "5,000 mentions found since 2026-11-22 reached people. There were more" in world.type("report").output
    )


def test_programs_get_what_the_api_answers(world: World) -> None:
    world.mentions = FakeMentionStore(a_mention(status=MentionStatus.RESOLVED))

    said = json.loads(world.type("report", "--days", "7", "--json").output)

    assert said["since"] == "2026-11-15T09:30:00Z"
    assert [(each["watch_id"], each["right"]) for each in said["watches"]] == [("larkfield", 1)]
