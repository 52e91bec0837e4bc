"""`make evaluate`: measures the judge that ships on texts it never saw, beside others, and writes it down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from chalicelib.judging.model import Model, model

from .. import progress
from ..cli import run
from . import figures, rivals, sets
from .drawing import draw_reliability
from .figures import CLASSES, Figure, Said
from .hard import hard_sentences
from .pace import pace
from .sets import BAD, Example

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs" / "understanding.md"
_PICTURE = _ROOT / "docs" / "reliability.svg"
_HEAD = """# Understanding: what the judge is worth

Written by `make evaluate`. What the judge is and how it works stands in [judging](judging.md), what it was
taught on in its [model card](model-card.md). No text of these sets taught it. Behind each figure stands where
it would lie for 95 of 100 other samples of such texts (bootstrap, 400 draws). Bias and warmth were chosen on
`te_val`, and the settings watched there, so its line flatters.
"""


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
def evaluate(data: Path) -> None:
    """Measure the judge, and write what it is worth."""
    shown = progress.to()
    judging = model()
    with shown.step("Reading the sets"):
        tests = {name: sets.read(data, name) for name in sets.KEPT_BACK}
        taught = sets.read(data, next(iter(sets.TAUGHT)))
        kept_back = sets.fingerprints(tests.values())
    with shown.step("Teaching the plain model"):
        plain = rivals.plain(list(sets.without(taught, kept_back)))
    judges: dict[str, rivals.Judge] = {
        "this judge": rivals.trained(judging),
        "its rules alone (words-1)": rivals.words,
        "plain linear model": plain,
        "VADER": rivals.vader,
        "TextBlob": rivals.textblob,
    }
    said: dict[str, dict[str, Said]] = {}
    for name, examples in tests.items():
        with shown.step(f"Judging {name}"):
            said[name] = {title: judge(examples) for title, judge in judges.items()}
    with shown.step("Writing"):
        parts = [
            _HEAD,
            _tables(tests, said),
            _confused(tests, said),
            _calibrated(tests, judging),
            pace(),
            hard_sentences(),
        ]
        _PAGE.write_text("\n".join(parts), encoding="utf-8")
    shown.note(f"{_PAGE.relative_to(_ROOT)} is written")


def _tables(tests: Mapping[str, Sequence[Example]], said: Mapping[str, Mapping[str, Said]]) -> str:
    lines = ["## On texts it never saw"]
    for title, figure in (
        ("Macro-averaged recall", figures.macro_recall),
        ("Average precision of the bad", figures.average_precision),
    ):
        lines += ["", f"### {title}", "", _row(["set", "rows", *next(iter(said.values()))])]
        lines.append(_row(["---"] * (2 + len(next(iter(said.values()))))))
        for name, examples in tests.items():
            labels = sets.labels(examples)
            each = [_written(figure(labels, one)) for one in said[name].values()]
            lines.append(_row([name, f"{len(examples):,}", *each]))
    lines += ["", "### Precision where 90 and 95 of 100 bad ones are to be found (this judge / VADER)", ""]
    lines += [_row(["set", "share of bad", "at 90 %", "at 95 %"]), _row(["---"] * 4)]
    for name, examples in tests.items():
        labels = sets.labels(examples)
        both = (said[name]["this judge"], said[name]["VADER"])
        cells = [
            " / ".join(_written(figures.precision_at(at, labels, one)) for one in both) for at in (0.9, 0.95)
        ]
        lines.append(_row([name, f"{(labels == BAD).mean():.2f}", *cells]))
    lines += [
        "",
        "`cr` and `uci` have no neutral texts: *indifferent* counts as wrong there.",
        "",
    ]
    return "\n".join(lines)


def _confused(tests: Mapping[str, Sequence[Example]], said: Mapping[str, Mapping[str, Said]]) -> str:
    table = figures.confusion(sets.labels(tests[sets.TUNED]), said[sets.TUNED]["this judge"])
    lines = [
        f"## Confusion on {sets.TUNED}",
        "",
        _row(["people said \\ judge said", *CLASSES.values()]),
        _row(["---"] * 4),
    ]
    lines += [_row([CLASSES[label], *(str(count) for count in table[label])]) for label in CLASSES]
    return "\n".join([*lines, ""])


def _calibrated(tests: Mapping[str, Sequence[Example]], judging: Model) -> str:
    lines = [
        "## Calibration",
        "",
        "Probabilities are those of a world in which bad, calm and good are equally frequent; yours is none.",
        "Expected calibration error of `bad`, as it comes, and after Platt scaling on 200 labels (mean of",
        "20 draws).",
        "",
        _row(["set", "as it comes", "after 200 labels"]),
        _row(["---"] * 3),
    ]
    drawn = {}
    for name, examples in tests.items():
        labels, odds = sets.labels(examples), rivals.odds_of(judging, examples)[:, BAD]
        cells = figures.calibration_error(labels, odds), figures.error_after_own_labels(labels, odds)
        lines.append(_row([name, *(f"{each:.3f}" for each in cells)]))
        if name in (sets.TUNED, "semeval_sms", "cr"):
            drawn[name] = figures.reliability(labels, odds)
    draw_reliability(drawn, _PICTURE)
    return "\n".join([*lines, "", f"![How often it is so, by what was said]({_PICTURE.name})", ""])


def _written(figure: Figure) -> str:
    return f"{100 * figure.value:.1f} ({100 * figure.low:.1f}–{100 * figure.high:.1f})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    run(evaluate)
