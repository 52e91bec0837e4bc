"""`python -m ops.training.yardstick`: measures a model that was taught with `--aside`, to choose settings by.

Where one of two settings finds 1 in 100 more on `te_val`, chance may be why: it has 2,000 tweets, one in six
of them bad. So 8,000 of those that teach are set aside and looked at as well.
"""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np

from chalicelib.judging.model import unpacked

from .. import progress
from ..cli import run
from . import figures, sets, tuning
from .arrays import Floats, Labels
from .figures import Said
from .measuring import scores_of
from .sets import BAD, CALM
from .tables import percent, table

_ASIDE = "set aside"
_TOGETHER = "both of these"
_BESIDE = ("semeval_sms", "semeval_livejournal")
_HEAD = ["texts", "rows", "macro recall", "with its own bias", "average precision of bad"]


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
def measure(data: Path, file: Path) -> None:
    """Measure the model in FILE, which `python -m ops.training --aside --out FILE` wrote."""
    judging = unpacked(file.read_bytes())
    told = progress.to()
    with told.step("Judging"):
        texts = {name: sets.read(data, name) for name in (*_BESIDE, sets.TUNED)}
        texts[_ASIDE] = sets.aside(data)
        labels = {name: sets.labels(examples) for name, examples in texts.items()}
        scores = {name: scores_of(judging, examples) for name, examples in texts.items()}
    labels[_TOGETHER] = np.concatenate([labels[name] for name in (sets.TUNED, _ASIDE)])
    scores[_TOGETHER] = np.concatenate([scores[name] for name in (sets.TUNED, _ASIDE)])
    click.echo("\n".join(table(_HEAD, [_row(name, labels[name], scores[name]) for name in labels])))


def _row(name: str, labels: Labels, scores: Floats) -> list[str]:
    """What the model is worth as it is, and were its bias the one that suits these texts."""
    own = scores + tuning.best_bias(labels, scores)
    recalls = [figures.macro_recall(labels, _said(each)) for each in (scores, own)]
    ranked = figures.average_precision(labels, _said(scores))
    return [name, f"{len(labels):,}", *map(percent, [*recalls, ranked])]


def _said(scores: Floats) -> Said:
    return Said(scores.argmax(axis=1), tuning.probabilities(scores - scores[:, [CALM]])[:, BAD])


if __name__ == "__main__":
    run(measure)
