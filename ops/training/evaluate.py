"""`make evaluate`: measures the judge that ships on texts it never saw, beside others, and writes it down."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

import click
import numpy as np

from chalicelib.judging.model import model

from .. import progress
from ..cli import run
from . import abuse, figures, rivals, sets, targets
from .arrays import Labels
from .drawing import draw_reliability
from .figures import CLASSES, Figure, Said
from .hard import hard_sentences
from .pace import pace
from .sets import BAD
from .tables import percent, share, table

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "understanding.md"
_PICTURE = _ROOT / "docs" / "reliability.svg"
_OURS = "this judge"
_REVIEWS = ("cr", "uci_yelp", "uci_amazon_cells", "absa_laptops_train")
_TWEETS = (sets.TUNED, "selfdrive", "entity")
_HEAD = """# Understanding: what the judge is worth

Written by `make evaluate`. What the judge is and how it works stands in [judging](judging.md), what it was
taught on in its [model card](model-card.md). No text of these sets taught it. Behind each figure stands where
it would lie for 95 of 100 other samples of such texts (bootstrap, 400 draws). Bias and warmth were chosen on
`te_val` (where others stand beside the name, on `mams_val`), and the settings watched there: it flatters.

TweetEval's test set and the tweets to airlines, by which judges are often compared, are not among the texts
at hand. `te_val` stands for the first; for the second, what customers wrote of products and restaurants.
"""

Opinions: TypeAlias = Mapping[str, Mapping[str, Said]]
"""What each judge said of each set, by the names of both."""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
def evaluate(data: Path) -> None:
    """Measure the judge, and write what it is worth."""
    shown = progress.to()
    with shown.step("Reading the sets"):
        tests = {name: sets.read(data, name) for name in sets.KEPT_BACK}
        taught = sets.read(data, next(iter(sets.TAUGHT)))
        kept_back = sets.fingerprints(tests.values())
    with shown.step("Teaching the plain model"):
        plain = rivals.plain(list(sets.without(taught, kept_back)))
    judges: dict[str, rivals.Judge] = {
        _OURS: rivals.trained(model()),
        "its rules alone (words-1)": rivals.words,
        "plain linear model": plain,
        "VADER": rivals.vader,
        "TextBlob": rivals.textblob,
    }
    said: dict[str, dict[str, Said]] = {}
    for name, examples in tests.items():
        with shown.step(f"Judging {name}"):
            said[name] = {title: judge(examples) for title, judge in judges.items()}
    with shown.step("Measuring whom it is said of"):
        of_whom = targets.section(data)
    with shown.step("Measuring what is held back"):
        held = abuse.section(data)
    with shown.step("Writing"):
        labels = {name: sets.labels(examples) for name, examples in tests.items()}
        parts = [_HEAD, _in_short(labels, said), _by_set(labels, said), _confused(labels, said)]
        parts += [_calibrated(labels, said), of_whom, held, pace(), hard_sentences()]
        _PAGE.write_text("\n".join(parts), encoding="utf-8")
    shown.note(f"{_PAGE.relative_to(_ROOT)} is written")


def _in_short(labels: Mapping[str, Labels], said: Opinions) -> str:
    """One table: each figure that was to be reached, for every judge."""
    tweets, reviews = labels[sets.TUNED], np.concatenate([labels[name] for name in _REVIEWS])
    judges = list(said[sets.TUNED])
    of_reviews = {title: _together([said[name][title] for name in _REVIEWS]) for title in judges}
    rows = [
        ["tweets (`te_val`): macro recall", *_each(figures.macro_recall, tweets, said[sets.TUNED])],
        ["reviews: average precision of bad", *_each(figures.average_precision, reviews, of_reviews)],
    ]
    for recall in (0.9, 0.95):
        figure = partial(figures.precision_at, recall)
        rows.append([f"reviews: precision at {recall:.0%} recall", *_each(figure, reviews, of_reviews)])
    for name in _TWEETS:
        figures_ = _each(figures.average_precision_where_rare, labels[name], said[name])
        rows.append([f"`{name}`, 6 % bad: average precision", *figures_])
    lines = table(["figure", *judges], rows)
    names = ", ".join(f"`{name}`" for name in _REVIEWS)
    remark = f"Reviews are {names} together; {_bad(reviews)} of them are bad."
    return "\n".join(["## In short", "", *lines, "", remark, ""])


def _by_set(labels: Mapping[str, Labels], said: Opinions) -> str:
    lines = ["## On texts it never saw, set by set"]
    for title, figure in (
        ("Macro-averaged recall", figures.macro_recall),
        ("Average precision of the bad", figures.average_precision),
        ("Precision where 90 of 100 bad ones are to be found", partial(figures.precision_at, 0.9)),
        ("Precision where 95 of 100 bad ones are to be found", partial(figures.precision_at, 0.95)),
    ):
        rows = [
            [name, f"{len(each):,}", _bad(each), *_each(figure, each, said[name])]
            for name, each in labels.items()
        ]
        lines += ["", f"### {title}", "", *table(["set", "rows", "bad", *said[sets.TUNED]], rows)]
    return "\n".join(
        [*lines, "", "`cr` and `uci` have no neutral texts: *indifferent* counts as wrong there.", ""]
    )


def _confused(labels: Mapping[str, Labels], said: Opinions) -> str:
    counts = figures.confusion(labels[sets.TUNED], said[sets.TUNED][_OURS])
    rows = [[CLASSES[label], *(str(count) for count in counts[label])] for label in CLASSES]
    lines = table(["people said \\ judge said", *CLASSES.values()], rows)
    return "\n".join([f"## Confusion on {sets.TUNED}", "", *lines, ""])


def _calibrated(labels: Mapping[str, Labels], said: Opinions) -> str:
    lines = [
        "## Calibration",
        "",
        "Probabilities are those of a world in which bad, calm and good are equally frequent; yours is none.",
        "Expected calibration error of `bad`, as it comes, and after Platt scaling on 200 labels (mean of",
        "40 draws).",
        "",
    ]
    odds = {name: said[name][_OURS].badness for name in labels}
    rows = [
        [
            name,
            share(figures.error_as_it_comes(each, odds[name])),
            share(figures.error_after_own_labels(each, odds[name])),
        ]
        for name, each in labels.items()
    ]
    drawn = (sets.TUNED, "semeval_sms", "cr")
    draw_reliability({name: figures.reliability(labels[name], odds[name]) for name in drawn}, _PICTURE)
    lines += table(["set", "as it comes", "after 200 labels"], rows)
    return "\n".join([*lines, "", f"![How often it is so, by what was said]({_PICTURE.name})", ""])


def _together(each: Sequence[Said]) -> Said:
    return Said(np.concatenate([one.verdicts for one in each]), np.concatenate([one.badness for one in each]))


def _each(figure: Callable[[Labels, Said], Figure], labels: Labels, said: Mapping[str, Said]) -> list[str]:
    return [percent(figure(labels, one)) for one in said.values()]


def _bad(labels: Labels) -> str:
    return f"{(labels == BAD).mean():.0%}"


if __name__ == "__main__":
    run(evaluate)
