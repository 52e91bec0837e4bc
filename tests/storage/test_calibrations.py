"""The contract of CalibrationStore, and how probabilities are kept beside a mention."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from chalicelib.domain.calibration import Calibration, Curve, Fit
from chalicelib.domain.changes import Change
from chalicelib.domain.mentions import MentionStatus, deleted
from chalicelib.domain.rulings import Ruling
from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from chalicelib.errors import PermanentError
from chalicelib.services.ports import CalibrationStore, MentionStore
from chalicelib.storage.mention_items import MentionItem, item_of_mention, mention_of
from tests.domain.examples import MINUTE, NOW, a_mention

from .conftest import KEEP_FOR

CURVES = {name: Curve(0.1 + at, -1.23456789 * at) for at, name in enumerate(Probabilities._fields)}
FIRST = Calibration({"trained-1": Fit(200, CURVES), "bedrock+trained-1": Fit(3)}, NOW, 7, 1)
ODDS = Probabilities(0.71236, 0.2, 0.08764)
JUDGED = Judgement(Verdict.BAD, 0.71, ("broke",), "trained-1", ODDS)


def test_before_the_first_ruling_nothing_is_known(calibrations: CalibrationStore) -> None:
    assert calibrations.get() == Calibration()


def test_calibration_comes_back_whole(calibrations: CalibrationStore) -> None:
    assert calibrations.save(FIRST)

    assert calibrations.get() == FIRST


def test_only_the_next_version_is_written(calibrations: CalibrationStore) -> None:
    calibrations.save(FIRST)

    assert not calibrations.save(replace(FIRST, rulings=1))
    assert not calibrations.save(replace(FIRST, rulings=1, version=3))
    assert calibrations.save(FIRST.counted)
    assert calibrations.get() == replace(FIRST, rulings=8, version=2)


def test_probabilities_and_digest_come_back_with_a_mention(mentions: MentionStore) -> None:
    """They count for nothing when mentions are compared."""
    judgement = replace(JUDGED, calibrated=Probabilities(0.25, 0.5, 0.25), digest="0123456789abcdef")
    raw, fitted = a_mention(id="m1", judgement=JUDGED), a_mention(id="m2", judgement=judgement)

    mentions.commit(Change(raw))
    mentions.commit(Change(fitted))

    known = [mention.judgement for key in ("m1", "m2") if (mention := mentions.get(key))]
    for kept, given in zip(known, (JUDGED, judgement), strict=True):
        assert kept.probabilities == pytest.approx(given.probabilities, abs=0.0001)
        assert (kept.calibrated, kept.digest) == (given.calibrated, given.digest)


def test_probabilities_that_are_none_are_refused() -> None:
    stored = item_of_mention(a_mention(judgement=JUDGED), KEEP_FOR).serialize()
    stored["q"] = {"B": b"odd"}

    with pytest.raises(PermanentError, match="'q' are no probabilities"):
        MentionItem.from_raw_data(stored)


def test_probability_that_was_not_known_yet_is_none() -> None:
    stored = item_of_mention(a_mention(judgement=JUDGED), KEEP_FOR).serialize()
    stored["q"] = {"B": (5_000).to_bytes(2)}

    kept = mention_of(MentionItem.from_raw_data(stored)).judgement.probabilities

    assert kept is not None
    assert (kept.bad, sum(kept)) == (0.5, 0.5)


def test_those_that_reached_people_are_found_newest_first_and_no_others(mentions: MentionStore) -> None:
    reached = [
        a_mention(id="waits"),
        a_mention(id="told", status=MentionStatus.NOTIFIED, queued_since=None),
        a_mention(id="answered", status=MentionStatus.RESOLVED, queued_since=None),
        a_mention(id="ruled", escalates=False, ruling=Ruling(Verdict.GOOD, "ann", NOW)),
    ]
    others = [
        a_mention(id="quiet", escalates=False),
        replace(deleted(a_mention(id="gone")), version=1),
        a_mention(id="late", found_at=NOW + 10 * MINUTE),
        a_mention(id="early", found_at=NOW - timedelta(microseconds=1)),
    ]
    for minute, mention in enumerate(reached):
        mentions.commit(Change(replace(mention, found_at=NOW + minute * MINUTE)))
    for mention in others:
        mentions.commit(Change(mention))

    found = [mention.id for mention in mentions.reached(NOW, NOW + 10 * MINUTE)]

    assert found == ["ruled", "answered", "told", "waits"]


def test_what_reaches_people_later_is_found_then(mentions: MentionStore) -> None:
    quiet = a_mention(escalates=False)
    mentions.commit(Change(quiet))
    before = list(mentions.reached(NOW, NOW + MINUTE))

    mentions.commit(Change(replace(quiet, ruling=Ruling(Verdict.BAD, "ann", NOW), version=2)))

    assert before == []
    assert [mention.id for mention in mentions.reached(NOW, NOW + MINUTE)] == [quiet.id]
