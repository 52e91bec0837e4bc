"""The trained model: the file it comes from, and what it adds up."""

import math
import time
from pathlib import Path

import pytest

from chalicelib.judging import model as models
from chalicelib.judging.features import Shown
from chalicelib.judging.measures import NAMES
from chalicelib.judging.model import Model, Score, Settings, number, packed, unpacked

_EVEN = Score(0.0, 0.0)
_FLAT = (Score(0.0, 0.0),) * len(NAMES)


def _settings(bias: Score) -> Settings:
    return Settings("made-up", 0.5, bias, 1.0, _FLAT)


def _model(weights: dict[int, tuple[int, int]], bias: Score = _EVEN) -> Model:
    numbers = sorted(weights)
    bad, good = ([weights[each][side] for each in numbers] for side in (0, 1))
    return unpacked(packed(_settings(bias), numbers, bad, good))


def _text(*grams: str, words: tuple[str, ...] = ()) -> Shown:
    return Shown(list(grams), [(0, 1)] * len(grams), list(words), [0] * len(words), [0.0] * len(NAMES))


def test_what_is_packed_weighs_the_same_when_unpacked() -> None:
    model = _model({number("awful"): (127, -127), number("bad"): (1, -64)})

    assert model.weigh(_text("awful")).score == Score(0.5, -0.5)
    assert model.weigh(_text("bad")).score.bad == pytest.approx(0.5 / 127**2)
    assert model.weigh(_text("bad")).score.good == pytest.approx(-0.5 * (64 / 127) ** 2)


def test_what_was_never_seen_weighs_nothing() -> None:
    assert _model({number("awful"): (4, -2)}).weigh(_text("lamp")).score == Score(0.0, 0.0)


def test_long_texts_do_not_weigh_more_for_being_long() -> None:
    model = _model({number("awful"): (127, 0)})

    assert model.weigh(_text(*["awful"] * 4)).score.bad == pytest.approx(1.0)
    assert model.weigh(_text("awful", "a", "b", "c")).score.bad == pytest.approx(0.25)


def test_parts_of_words_are_told_from_words() -> None:
    model = _model({number("ab", part=True): (8, 0)})

    assert model.weigh(_text("ab")).score.bad == 0
    assert model.weigh(_text(words=("cab",))).score.bad > 0


def test_probabilities_add_up_and_follow_the_score() -> None:
    model = _model({}, Score(1.0, -1.0))

    bad, calm, good = model.probabilities(model.weigh(_text()).score)

    assert bad + calm + good == pytest.approx(1.0)
    assert bad > calm > good
    assert bad / calm == pytest.approx(math.e)


def test_warmth_makes_probabilities_milder() -> None:
    model = Model(Settings("made-up", 1.0, Score(0.0, 0.0), 2.0, _FLAT), (), (), ())

    assert model.probabilities(Score(2.0, 0.0))[0] == pytest.approx(math.e / (math.e + 2))


@pytest.mark.parametrize("score", [Score(1e9, -1e9), Score(-1e9, 1e9)])
def test_extreme_scores_do_not_overflow(score: Score) -> None:
    assert sum(_model({}).probabilities(score)) == pytest.approx(1.0)


def test_model_that_ships_is_small_and_quick_to_load() -> None:
    """A cold start pays for it."""
    data = Path(models.__file__).with_name("model.bin").read_bytes()
    assert len(data) <= 1_000_000

    began = time.process_time()
    unpacked(data)

    assert time.process_time() - began < 0.5
