"""`python -m ops.training.abuse`: teaches the head for abuse. Same texts, same file.

    abuse, complaints, fury, other talk ─▶ those with strong words ─▶ linear model ─▶ probability

From which probability on a text is held is chosen on complaints that taught nothing.
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np
from scipy import sparse

from chalicelib.judging import abuse as heads
from chalicelib.judging.abuse import CUES, Head, is_strong, noticed
from chalicelib.judging.features import shown
from chalicelib.judging.measures import NAMES
from chalicelib.judging.model import NUMBERS, Model, Score, Settings, packed

from .. import progress
from ..cli import run
from . import quarrels, tuning
from .arrays import Floats, Labels, Numbers
from .hearing import heard
from .linear import fit
from .matrices import Bag, Columns, Looked
from .quarrels import ABUSE, COMPLAINT, KEPT, OTHER, TUNED, Lesson
from .sets import Example
from .trolls import held

VERSION = "abuse-1"
_FILE = Path(heads.__file__).with_name(heads.FILE)
_RIDGE = 5e-5
_MOST = 60_000
_STEPS = 127
_SCALES = np.asarray([0.3] * len(NAMES) + [1.0] * len(CUES), dtype=np.float32)
"""How much the judge's measures and the cues count beside words."""
_SHARES = (0.05, 0.6, 0.35)
"""The shares of abuse, other talk and complaints where probabilities are right."""
_WARMTHS = np.arange(0.5, 3.01, 0.1)
_BIASES = np.arange(-7.0, 3.01, 0.1)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
@click.option("--out", type=click.Path(path_type=Path), default=_FILE, help="The file.")
def train(data: Path, out: Path) -> None:
    """Teach the head that tells abuse from complaints, and write its file."""
    told = progress.to()
    with told.step("Reading the sets") as say:
        lessons = quarrels.lessons(data)
        say(f"{sum(len(lesson.examples) for lesson in lessons):,} texts")
        looked = [look(lesson.examples) for lesson in lessons]
    with told.step("Learning"):
        packed_up = taught(lessons, looked)
    with told.step("Choosing from where on to hold"):
        out.write_bytes(tuned(packed_up, data))
    told.note(f"{out}: {out.stat().st_size:,} bytes, holds from {heads.opened(out.read_bytes()).held_from}")


def look(examples: Sequence[Example], workers: int = 2) -> Looked:
    """What the head notices in those of these texts that hold strong words, in their order."""
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        rows = [row for row in pool.map(_numbered, examples, chunksize=500) if row]
    nothing = Bag.of([np.zeros(0, np.uint32)] * len(rows))
    measures = np.asarray([each for _, each in rows], dtype=np.float32).reshape(len(rows), len(_SCALES))
    return Looked(Bag.of([grams for grams, _ in rows]), nothing, measures)


class Taught:
    """What was learned, as it is packed: everything but what is chosen afterwards."""

    def __init__(self, settings: Settings, numbers: Labels, weights: Labels) -> None:
        self.settings = settings
        self._body = (numbers.tolist(), weights[:, 0].tolist(), weights[:, 1].tolist())

    def model(self) -> Model:
        return Model(self.settings, *self._body)

    def file(self, if_mild: float, held_from: float) -> bytes:
        return heads.closed(packed(self.settings, *self._body), if_mild, held_from)


def taught(lessons: Sequence[Lesson], looked: Sequence[Looked]) -> Taught:
    """What the lessons teach: what each feature weighs for abuse and for a complaint, against other talk."""
    columns = Columns.often(looked)
    scaled = [replace(each, measures=each.measures * _SCALES) for each in looked]
    rows = sparse.vstack([columns.rows(each) for each in scaled], format="csr")
    rows = sparse.hstack([rows, np.ones((rows.shape[0], 1), np.float32)], format="csr", dtype=np.float32)
    sizes = [len(each.measures) for each in looked]
    labels = np.repeat([lesson.label for lesson in lessons], sizes)
    weights = np.repeat(np.asarray([lesson.weight for lesson in lessons], dtype=np.float32), sizes)
    found = fit(rows, np.eye(3, dtype=np.float32)[labels], weights, _RIDGE)
    against = found[:, [ABUSE, COMPLAINT]] - found[:, [OTHER]]
    size = len(columns.grams)
    measures = tuple(_score(pair) for pair in against[size:-1] * _SCALES[:, None])
    numbers, rounded, scale = _heaviest(columns.grams, against[:size], rows)
    return Taught(Settings(VERSION, scale, _score(against[-1]), 1.0, measures), numbers, rounded)


def tuned(learned: Taught, data: Path) -> bytes:
    """The file: with the bias and warmth by which its probabilities are right, and from where on it holds.

    No complaint that it is tuned on is held, furious ones among them: customers of other trades than theirs,
    of airlines for one, will sound a little more like abuse.
    """
    complaints = [each for examples in quarrels.complaints(data, TUNED).values() for each in examples]
    fury = quarrels.measured_fury(data, TUNED)
    talk = [each for examples in quarrels.other_talk(data, TUNED).values() for each in examples]
    groups = [
        _scores(learned.model(), each) for each in (quarrels.tuned_abuse(data), talk, complaints + fury)
    ]
    learned.settings = _fitted(learned.settings, groups)
    mild = [share * rest for share, (_, rest) in zip(_SHARES, groups, strict=True)]
    if_mild = round(mild[0] / sum(mild), 6)
    head = Head(learned.model(), if_mild, 1.0)
    likest = max(_probability(head, each) for each in complaints + fury)
    return learned.file(if_mild, round(likest + 5e-5, 4))  # rounded up: that one is not held


def section(data: Path) -> str:
    """How many complaints are held, and how much abuse, of texts that taught nothing; in Markdown."""
    complaints = quarrels.complaints(data, KEPT)
    everything = [each for examples in complaints.values() for each in examples]
    rows = {
        **{
            f"complaints: {name}" if name != "te_emotion_train" else f"complaints: {name} (angry)": each
            for name, each in complaints.items()
        },
        "all these complaints": everything,
        "those of them that swear": list(filter(quarrels.swears, everything)),
        "with outbursts put in": quarrels.measured_fury(data, KEPT),
        **{f"abuse: {name}": each for name, each in quarrels.abuse(data).items()},
        **{f"other talk: {name}": each for name, each in quarrels.other_talk(data, KEPT).items()},
    }
    return held(rows)


def _numbered(example: Example) -> tuple[Numbers, list[float]] | None:
    told = heard(example)
    if not is_strong(told):
        return None
    seen = noticed(told, shown(told.reading, told.signals))
    return np.asarray([zlib.crc32(gram.encode()) for gram in seen.grams], dtype=np.uint32), seen.measures


def _heaviest(grams: Numbers, weights: Floats, rows: sparse.csr_matrix) -> tuple[Labels, Labels, float]:
    """The features that move scores most, by ascending number, their weights as bytes, and the scale."""
    shown_by = np.bincount(rows.indices, minlength=rows.shape[1])[: len(grams)]
    moved = np.abs(weights).max(axis=1) * np.sqrt(shown_by)
    chosen = np.argsort(-moved, kind="stable")[:_MOST]
    # Of two with one number, the heavier.
    numbers, firsts = np.unique(grams[chosen] & NUMBERS, return_index=True)
    kept = weights[chosen[firsts]]
    scale = float(np.abs(kept).max())
    shares = kept / scale
    # As `WEIGHTS` says.
    rounded = np.rint(np.sign(shares) * np.sqrt(np.abs(shares)) * _STEPS).astype(np.int64)
    weighs = rounded.any(axis=1)
    return numbers[weighs], rounded[weighs], scale


def _scores(model: Model, examples: Sequence[Example]) -> tuple[Floats, float]:
    """The scores of those with strong words, and the share of those without."""
    strong = [told for told in map(heard, examples) if is_strong(told)]
    found = [model.weigh(noticed(told, shown(told.reading, told.signals))).score for told in strong]
    scores = np.asarray([(score.bad, 0.0, score.good) for score in found], dtype=np.float32)
    return scores, 1 - len(strong) / len(examples)


def _probability(head: Head, example: Example) -> float:
    told = heard(example)
    return head.probability(told, shown(told.reading, told.signals))


def _fitted(settings: Settings, groups: Sequence[tuple[Floats, float]]) -> Settings:
    """With the bias and warmth by which abuse is as probable as it is, where it is that rare."""
    shares = [share * (1 - mild) for share, (_, mild) in zip(_SHARES, groups, strict=True)]

    def surprise(bias: float, warmth: float) -> float:
        shift = np.asarray([bias, 0.0, 0.0], dtype=np.float32)
        odds = [tuning.probabilities((scores + shift) / warmth)[:, ABUSE] for scores, _ in groups]
        told = [odds[0], 1 - odds[1], 1 - odds[2]]
        return sum(
            -share * float(np.log(each + 1e-9).mean()) for share, each in zip(shares, told, strict=True)
        )

    tried = [(float(bias), float(warmth)) for bias in _BIASES for warmth in _WARMTHS]
    bias, warmth = min(tried, key=lambda pair: surprise(*pair))
    start = settings.bias
    return replace(settings, bias=Score(round(start.bad + bias, 4), start.good), warmth=round(warmth, 2))


def _score(pair: Iterable[float]) -> Score:
    bad, good = pair
    return Score(round(float(bad), 4), round(float(good), 4))


if __name__ == "__main__":
    run(train)
