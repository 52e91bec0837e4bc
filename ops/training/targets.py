"""`python -m ops.training.targets`: teaches the model that says whom it is said of. Same texts, same file.

It is taught after the first model, of which it sees the scores: teach it again when that one has changed.

    sets with a target ─▶ first model ─▶ what stands around the target ─▶ linear model ─▶ file
"""

from __future__ import annotations

import multiprocessing
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import click
import numpy as np

from chalicelib.judging.features import shown
from chalicelib.judging.model import Model, model, number, packed
from chalicelib.judging.neighbours import is_accompanied
from chalicelib.judging.surroundings import aimed
from chalicelib.judging.targets import aimed_score
from chalicelib.judging.tokens import name_spans
from chalicelib.judging.trained import with_rules

from .. import progress
from ..cli import run
from . import figures, rivals, sets, tuning
from .arrays import Labels, Numbers
from .comparisons import COMPARED, compared
from .figures import Figure, Said
from .hearing import heard
from .matrices import Bag, Columns, Looked
from .packing import Packed, pack
from .sets import BAD, CALM, Example
from .tables import percent, table
from .teaching import Learned, Lesson, how_telling, learn

TAUGHT = {"mams_train": 1.0, "newsmtsc_train": 2.0, COMPARED: 4.0}
"""The sets that teach unless others are named (their licence is clear), and what a text of each weighs."""

VERSION = "targets-1"
"""What judgements say they were made by, beside the first model. Raise it with every new file."""

_FILE = Path(__file__).parents[2] / "chalicelib" / "judging" / "targets.bin"
_NEWS, _FIFTH = "newsmtsc_train", 5
_WARMED = "mams_val"
_MOST = 55_000  # features; with more the file would outgrow a quarter of a megabyte
_AT_ONCE = 500
_HEAD = """## Where others stand beside the name

Texts of which people were asked what is said of one target. The second model decides where a second name,
another thing or a contrast stands beside it (`asked`: the share of such texts), elsewhere the first. For this
table it was taught without a fifth of NewsMTSC, of which no sentence stands in the rest; the first model knew
that fifth, which flatters all but VADER on that line. `dong_train` are tweets; no tweet taught it.
"""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
@click.option("--sets", "names", default=" ".join(TAUGHT), help="The sets with targets that teach.")
@click.option("--out", type=click.Path(path_type=Path), default=_FILE, help="The file.")
def teach(data: Path, names: str, out: Path) -> None:
    """Teach whom it is said of, and write the model."""
    reporting = progress.to()
    with reporting.step("Reading the sets") as say:
        material = _material(data, names.split())
        say(f"{sum(map(len, material.values())):,} texts")
    with reporting.step("Learning"):
        aim = taught(material)
    with reporting.step("Writing the model"):
        out.write_bytes(warmed(aim, sets.read(data, _WARMED)))
    reporting.note(f"{out}: {out.stat().st_size:,} bytes")


def section(data: Path) -> str:
    """What the second model is worth, as a part of a page; teaches it once more, on a part of the sets."""
    material = _material(data, list(TAUGHT))
    fifth = [each for each in material[_NEWS] if _is_kept_back(each)]
    material[_NEWS] = [each for each in material[_NEWS] if not _is_kept_back(each)]
    aim = Model(*taught(material))
    tests = {"mams_val": sets.read(data, "mams_val"), f"{_NEWS}, a fifth": fifth}
    tests["dong_train"] = sets.read(data, "dong_train")
    judges: dict[str, rivals.Judge] = {
        "this judge": lambda examples: said(examples, aim),
        "its first model alone": lambda examples: said(examples, None),
        "VADER": rivals.vader,
        "the commonest": lambda examples: _commonest(sets.labels(examples)),
    }
    lines = [_HEAD]
    for title, figure in (("Accuracy", accuracy), ("Macro-averaged recall", figures.macro_recall)):
        rows = []
        for name, examples in tests.items():
            labels = sets.labels(examples)
            asked = np.mean([_is_asked(each) for each in examples])
            each = [percent(figure(labels, judge(examples))) for judge in judges.values()]
            rows.append([name, f"{len(examples):,}", f"{asked:.0%}", *each])
        lines += [f"### {title}", "", *table(["set", "rows", "asked", *judges], rows), ""]
    return "\n".join(lines)


def accuracy(labels: Labels, said: Said) -> Figure:
    """The share of the texts that are told right."""
    right = said.verdicts == labels
    return figures.with_interval(lambda rows: float(right[rows].mean()), len(labels))


def taught(material: Mapping[str, Sequence[Example]]) -> Packed:
    """The model as it is learned of these sets: of texts that hold the target's name."""
    named = {name: [each for each in examples if _is_named(each)] for name, examples in material.items()}
    examples = [each for of_it in named.values() for each in of_it]
    weights = np.concatenate([np.full(len(of_it), TAUGHT.get(name, 1.0)) for name, of_it in named.items()])
    looked = _look(examples)
    columns = Columns.often([looked])
    shares = np.eye(3, dtype=np.float32)[sets.labels(examples)]  # as frequent as they are: none weighs more
    lesson = Lesson(columns.rows(looked), shares, weights.astype(np.float32))
    return pack(_lightened(learn([lesson], columns, how_telling([lesson], columns)), lesson), [looked])


def warmed(aim: Packed, examples: Sequence[Example]) -> bytes:
    """The file, with the warmth that suits the texts of these that the model is asked about."""
    judging = Model(*aim)
    asked = [each for each in examples if _is_asked(each)]
    scores = np.asarray([_row(each, judging) for each in asked], dtype=np.float32)
    warmth = tuning.best_warmth(sets.labels(asked), scores)
    return packed(replace(aim.settings, version=VERSION, warmth=warmth), *aim[1:])


def _material(data: Path, names: Sequence[str]) -> dict[str, list[Example]]:
    """The sets that teach, without the texts that are kept back; a set that is named teaches all the same."""
    kept_back = sets.fingerprints(sets.read(data, name) for name in sets.KEPT_BACK if name not in names)
    return {name: list(sets.without(_read(data, name), kept_back)) for name in names}


def _read(data: Path, name: str) -> list[Example]:
    return compared() if name == COMPARED else sets.read(data, name)


def _is_kept_back(example: Example) -> bool:
    return zlib.crc32(sets.fingerprint(example.text).encode()) % _FIFTH == 0


def _is_named(example: Example) -> bool:
    return any(True for _ in name_spans(example.text, example.names))


def _look(examples: Sequence[Example]) -> Looked:
    chunks = [examples[at : at + _AT_ONCE] for at in range(0, len(examples), _AT_ONCE)]
    with multiprocessing.get_context("fork").Pool() as pool:
        rows = [row for chunk in pool.imap(_numbered, chunks) for row in chunk]
    measures = np.asarray([figures for _, figures in rows], dtype=np.float32)
    nothing = np.zeros(0, dtype=np.uint32)
    return Looked(Bag.of([grams for grams, _ in rows]), Bag.of([nothing] * len(rows)), measures)


def _numbered(examples: Sequence[Example]) -> list[tuple[Numbers, list[float]]]:
    found = []
    for example in examples:
        told = heard(example)
        seen = shown(told.reading, told.signals)
        aim = aimed(told, seen, model().weigh(seen))
        found.append((np.asarray([number(gram) for gram in aim.grams], dtype=np.uint32), aim.measures))
    return found


def _lightened(learned: Learned, lesson: Lesson) -> Learned:
    """What is left when only the features that move scores most are kept."""
    columns = learned.columns
    words = learned.weights[: columns.words]
    against_calm = np.abs(words - words[:, [CALM]]).max(axis=1)
    shown_in = lesson.rows[:, : columns.words].getnnz(axis=0)
    heaviest = np.sort(np.argsort(-against_calm * np.sqrt(shown_in), kind="stable")[:_MOST])
    weights = np.concatenate([words[heaviest], learned.weights[columns.words :]])
    return Learned(Columns(columns.grams[heaviest], columns.parts), weights, learned.bias)


def _is_asked(example: Example) -> bool:
    return is_accompanied(heard(example).reading, example.names)


def _row(example: Example, aim: Model | None) -> tuple[float, float, float]:
    """What speaks for bad, calm (0) and good: the second model, where there is one."""
    told = heard(example)
    seen = shown(told.reading, told.signals)
    weighed = model().weigh(seen)
    found = (
        with_rules(weighed.score, told)
        if aim is None
        else aimed_score(told, seen, weighed, aim, example.names)
    )
    return found.bad, 0.0, found.good


def said(examples: Sequence[Example], aim: Model | None) -> Said:
    """What the judge says; with the second model where it is asked."""
    rows = [_row(each, aim if _is_asked(each) else None) for each in examples]
    odds = tuning.probabilities(np.asarray(rows, dtype=np.float32))
    return Said(odds.argmax(axis=1), odds[:, BAD])


def _commonest(labels: Labels) -> Said:
    return Said(np.full(len(labels), np.bincount(labels).argmax()), np.zeros(len(labels), dtype=np.float32))


if __name__ == "__main__":
    run(teach)
