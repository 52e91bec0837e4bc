"""What people say of mentions makes the probabilities of later ones true."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import pytest

from chalicelib.domain import canary
from chalicelib.domain.calibration import LEAST_LABELS, Calibration, Fit, Label, calibrated, fits_of
from chalicelib.domain.entries import Entry
from chalicelib.domain.history import Via
from chalicelib.domain.mentions import Mention, MentionStatus
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from chalicelib.errors import TemporaryError
from chalicelib.judging.trained import TrainedJudge
from chalicelib.services.calibrate import Calibrate
from chalicelib.services.hear import Hear, Occasion
from tests.domain.examples import MINUTE, NOW, a_mention, an_entry
from tests.fakes import FakeCalibrationStore, FakeMentionStore, FakeWatchStore, fail_at

from .world import World

_TEXTS = Path(__file__).parents[3] / "shared" / "judging" / "data"
_VERDICTS = (Verdict.BAD, Verdict.INDIFFERENT, Verdict.GOOD)


def _judged(number: int, **changes: object) -> Mention:
    """One of many: the surer the judge is of bad, the more often it is."""
    bad = (number % 10) / 10
    odds = Probabilities(bad, (1 - bad) * 0.75, (1 - bad) * 0.25)
    found_at = NOW - number * MINUTE
    judgement = Judgement(odds.likeliest, max(odds), (), "test-1", odds)
    mention = a_mention(id=f"m{number}", found_at=found_at, judgement=judgement, escalates=False)
    return replace(mention, **changes)  # type: ignore[arg-type]  # any field, of its type


def _is_bad(number: int) -> bool:
    return number % 10 * 10 > number * 7 % 100


def _label_all(world: World, count: int) -> None:
    for number in range(count):
        world.mentions.mentions[f"m{number}"] = _judged(number)
    override = world.override()
    for number in range(count):
        verdict = Verdict.BAD if _is_bad(number) else Verdict.INDIFFERENT
        override(f"m{number}", Ruling(verdict, "ann", NOW), Via.API)


def test_at_the_two_hundredth_label_and_not_before_probabilities_are_fitted() -> None:
    world = World()

    _label_all(world, LEAST_LABELS - 1)
    before = world.calibrations.get().fits["test-1"]
    world.mentions.mentions["last"] = _judged(7, id="last")
    world.override()("last", Ruling(Verdict.BAD, "ann", NOW), Via.API)
    after = world.calibrations.get().fits["test-1"]

    assert not before.is_calibrated
    assert (after.labels, after.is_calibrated) == (LEAST_LABELS, True)


def test_what_we_said_ourselves_is_no_label() -> None:
    """It is resolved every day, and would make every complaint surer."""
    world = World()
    world.calibrations.calibration = Calibration({"test-1": Fit(180)}, rulings=19, version=1)
    for number in range(LEAST_LABELS):
        ours = _judged(number, watch_ids=(canary.NAME,), about=canary.NAME, status=MentionStatus.RESOLVED)
        world.mentions.mentions[ours.id] = ours

    Calibrate(world.mentions, world.calibrations)(NOW)

    assert world.calibrations.get().fits == {}


def test_label_that_the_index_had_not_yet_is_made_up_for_by_the_next() -> None:
    world = World()
    world.calibrations.calibration = Calibration({"test-1": Fit(180)}, rulings=19, version=1)
    labels = [
        _judged(n, ruling=Ruling(Verdict.BAD if n % 2 else Verdict.GOOD, "ann", NOW)) for n in range(200)
    ]
    calibrate = Calibrate(world.mentions, world.calibrations)
    world.mentions.mentions = {label.id: label for label in labels[:199]}

    calibrate(NOW)
    behind = world.calibrations.get().fits["test-1"]
    world.mentions.mentions["m199"] = labels[199]
    calibrate(NOW)

    assert (behind.labels, behind.is_calibrated) == (199, False)
    assert world.calibrations.get().fits["test-1"].is_calibrated


def test_verdict_said_twice_is_one_label() -> None:
    world = World(mentions=FakeMentionStore(_judged(0)))

    for _ in range(3):
        world.override()("m0", Ruling(Verdict.BAD, "ann", NOW), Via.API)

    assert world.calibrations.get().rulings == 1


def test_what_people_answered_counts_and_what_nobody_answered_does_not() -> None:
    answered = [_judged(n * 10 + 9, status=MentionStatus.RESOLVED) for n in range(150)]
    ignored = [_judged(n * 10 + 8, status=MentionStatus.NOTIFIED) for n in range(150)]
    corrected = [_judged(n * 10 + 7, ruling=Ruling(Verdict.GOOD, "ann", NOW)) for n in range(50)]
    calibrations = FakeCalibrationStore(Calibration(rulings=19, version=1))

    Calibrate(FakeMentionStore(*answered, *ignored, *corrected), calibrations)(NOW)

    assert calibrations.get().fits["test-1"].labels == 200


@pytest.mark.parametrize(("store", "method"), [("calibrations", "get"), ("mentions", "reached")])
def test_ruling_stands_though_it_cannot_be_learned_from_now(store: str, method: str) -> None:
    world = World(mentions=FakeMentionStore(_judged(0)))
    world.calibrations.calibration = Calibration(rulings=19, version=1)
    fail_at(getattr(world, store), method, error=TemporaryError("no table"))

    taken = world.override()("m0", Ruling(Verdict.GOOD, "ann", NOW), Via.API)

    assert taken.is_first
    assert taken.mention.verdict is Verdict.GOOD
    assert world.calibrations.get().version == 1


def test_of_two_who_count_at_once_one_is_enough() -> None:
    calibrations = FakeCalibrationStore()
    calibrate = Calibrate(FakeMentionStore(), calibrations)
    get = calibrations.get

    def racing_get() -> Calibration:
        calibration = get()
        calibrations.save(calibration.counted)
        return calibration

    calibrations.get = racing_get  # type: ignore[method-assign]

    calibrate(NOW)

    assert calibrations.calibration.rulings == 1


class _Judge:
    """Takes everything for a complaint; counts how often it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        self.texts.append(text)
        verdict = Verdict.GOOD if "love" in text else Verdict.BAD
        return Judgement(verdict, 0.8, ("broke",), "test-1", Probabilities(0.8, 0.15, 0.05))


def _hear(world: World, judge: _Judge) -> Hear:
    watches = FakeWatchStore(*world.watches)
    get = world.calibrations.get
    hear = Hear(watches, world.mentions, world.negatives, judge, 48 * 60 * MINUTE, calibration=get)
    hear.listen()
    return hear


def _heard(world: World, *entries: Entry, judge: _Judge | None = None, source_id: str = "blog") -> Mention:
    (mention,) = _hear(world, judge or _Judge())(entries, Occasion(source_id, NOW))
    return mention


def test_what_is_heard_is_calibrated_as_soon_as_enough_is_known_and_the_verdict_stays() -> None:
    world = World()
    raw = _heard(world, an_entry(id="1", url=None, text="My Larkfield lamp broke once."))
    _label_all(world, LEAST_LABELS)

    mention = _heard(world, an_entry(id="2", url=None, text="My Larkfield lamp broke twice."))

    assert (raw.judgement.is_calibrated, raw.judgement.certainty) == (False, 0.8)
    assert mention.judgement.is_calibrated
    assert mention.judgement.probabilities == Probabilities(0.8, 0.15, 0.05)
    assert mention.judgement.verdict is Verdict.BAD


def test_same_words_are_judged_once_however_often_they_are_shown() -> None:
    world, judge = World(), _Judge()

    first = _heard(world, an_entry(), judge=judge)
    _heard(world, an_entry(), judge=judge)
    again = _heard(world, an_entry(), judge=judge, source_id="wire")

    assert len(judge.texts) == 1
    assert again.judgement == first.judgement
    assert again.weight == 2


def test_other_words_and_other_names_are_judged_anew() -> None:
    world, judge = World(), _Judge()
    _heard(world, an_entry(), judge=judge)

    edited = _heard(world, an_entry(text="We love our Larkfield lamp."), judge=judge)
    renamed = tuple(replace(watch, names=(*watch.names, "Lark field")) for watch in world.watches)
    world.watches = renamed
    _heard(world, an_entry(text="We love our Larkfield lamp."), judge=judge)

    assert edited.judgement.verdict is Verdict.GOOD
    assert len(judge.texts) == 3


def test_new_calibration_makes_no_edit_of_what_is_shown_again() -> None:
    world = World()
    long = "My Larkfield lamp broke. " + "And so on. " * 100
    before = _heard(world, an_entry(text=long))
    _label_all(world, LEAST_LABELS)

    after = _heard(world, an_entry(text=f"{long} 17 views"))

    assert after == before
    assert after.edited_at is None


def _error(odds: Sequence[float], is_so: Sequence[bool]) -> float:
    steps: dict[int, list[float]] = {}
    for odd, so in zip(odds, is_so, strict=True):
        steps.setdefault(min(int(odd * 10), 9), []).append(odd - so)
    return sum(abs(sum(step)) for step in steps.values()) / len(odds)


@pytest.mark.skipif(not _TEXTS.exists(), reason="the labelled texts are not part of the project")
@pytest.mark.parametrize("name", ["semeval_sms", "senti4sd"])
def test_real_judge_is_calibrated_by_two_hundred_labels(name: str) -> None:
    """The mean expected calibration error of `bad` over ten draws, on texts that the draws do not hold."""
    with gzip.open(_TEXTS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = random.Random(0).sample([json.loads(line) for line in lines], 1_200)
    judge = TrainedJudge()
    said = [
        Label("it", odds, _VERDICTS[row["label"]])
        for row in rows
        if (odds := judge.judge(row["text"], ()).probabilities)
    ]

    errors = []
    for seed in range(10):
        random.Random(seed).shuffle(said)
        fit: Fit = fits_of(said[:LEAST_LABELS])["it"]
        rest = said[LEAST_LABELS:]
        fitted = [calibrated(label.odds, fit.curves).bad for label in rest]
        errors.append(_error(fitted, [label.verdict is Verdict.BAD for label in rest]))

    assert fmean(errors) <= 0.05
