"""`make train`: teaches the judge from labelled texts and writes the model. Same texts and seed, same file.

sets ─┬─▶ teachers: a linear model, networks ─▶ what they say of all texts ─┐
      └─────────────────────── gold labels ─────────────────────────────────┴─▶ linear model ─▶ file
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np
from scipy import sparse

from .. import progress
from ..cli import run
from . import sets
from .arrays import Floats
from .listing import write_list
from .matrices import Columns, look
from .packing import fitted, pack
from .sets import CALM, Example
from .teaching import Lesson, advised, both, how_telling, labelled, learn

_JUDGING = Path(__file__).parents[2] / "chalicelib" / "judging"
_FEWEST = 5  # a feature that is shown less often, in all texts, teaches nothing
_ADVICE = 1.0  # what teachers' word weighs beside a gold label of the leading set
_BESIDE_LABELS = 0.5  # the same on texts whose labels they learned: there they say little else
_TEACHERS = ("windows", "order")
_FOLDER = click.Path(path_type=Path)


@click.command()
@click.option("--data", type=_FOLDER, required=True, help="Where the labelled texts lie.")
@click.option("--sets", "names", default="", help="The sets that teach, the leading one first.")
@click.option("--texts", default=" ".join(sets.UNLABELLED), help="Sets of which no label is used.")
@click.option("--labels", type=_FOLDER, help="What your people said: the file of `earshot labels export`.")
@click.option("--teachers", default=" ".join(_TEACHERS), help="Networks that teach; none: gold labels alone.")
@click.option("--aside", is_flag=True, help="Do not teach what `ops.training.yardstick` measures on.")
@click.option("--out", type=_FOLDER, default=_JUDGING / "model.bin", help="The file.")
def train(
    data: Path, names: str, texts: str, labels: Path | None, teachers: str, aside: bool, out: Path
) -> None:
    """Teach the judge and write its model."""
    write_list(out.with_name("vader.txt"))
    weights = {name: sets.TAUGHT.get(name, 0.25) for name in names.split()} or dict(sets.TAUGHT)
    own = {sets.OWN: sets.read_own(labels)} if labels else {}
    weights |= dict.fromkeys(own, sets.OWN_WEIGHT)
    shown = progress.to()
    with shown.step("Reading the sets") as say:
        kept_back = _kept_back(data, aside)
        material = _material(data, list(weights), own, texts.split() if teachers else None, kept_back)
        tuned = sets.read(data, sets.TUNED)
        say(f"{sum(map(len, material.values())):,} texts")
        looked = {name: look(examples) for name, examples in material.items()}
    with shown.step("Counting"):
        columns = Columns.often(looked.values(), _FEWEST)
        rows = {name: columns.rows(each) for name, each in looked.items()}
    gold = {
        name: labelled(rows[name], sets.labels(material[name]), weight)
        for name, weight in weights.items()
        if name in material
    }
    telling = how_telling(list(gold.values()), columns)
    with shown.step("Learning from labels"):
        learned = learn(list(gold.values()), columns, telling)
    if teachers:
        silent = [name for name in material if name not in gold and name not in sets.HELPING]
        said = _advice(material, silent, teachers.split(), shown)
        lessons = _mixed(gold, rows, {name: learned.scores(each) for name, each in rows.items()}, said)
        with shown.step("Learning from teachers"):
            learned = learn(lessons, columns, telling, learned)
    with shown.step("Writing the model"):
        out.write_bytes(fitted(pack(learned, list(looked.values())), tuned))
    shown.note(f"{out}: {out.stat().st_size:,} bytes")


def _material(
    data: Path,
    names: Sequence[str],
    own: Mapping[str, list[Example]],
    texts: Sequence[str] | None,
    kept_back: set[str],
) -> dict[str, list[Example]]:
    """The texts of every set that is used, without those that are kept back. Of `texts` none stands there
    twice; None where nobody asks what they show."""
    found = {
        name: list(sets.without(own[name] if name in own else sets.read(data, name), kept_back))
        for name in [*names, *(sets.HELPING if texts is not None else ())]
    }
    seen = kept_back | sets.fingerprints(found.values())
    more = [name for name in texts or () if name not in found]
    found |= {name: list(sets.fresh(sets.read(data, name), seen)) for name in more}
    return {name: examples for name, examples in found.items() if examples}


def _kept_back(data: Path, aside: bool) -> set[str]:
    """The fingerprints of all texts that are measured on."""
    measured = [sets.read(data, name) for name in sets.KEPT_BACK]
    return sets.fingerprints([*measured, sets.aside(data)] if aside else measured)


def _advice(
    material: Mapping[str, Sequence[Example]],
    silent: Sequence[str],
    kinds: Sequence[str],
    shown: progress.Progress,
) -> list[dict[str, Floats]]:
    from .school import School  # torch is large, and not needed where nobody teaches

    with shown.step("Reading for teachers"):
        school = School(material, silent)
    with shown.step("Teachers study") as say:
        return school.advice(kinds, say)


def _mixed(
    gold: Mapping[str, Lesson],
    rows: Mapping[str, sparse.csr_matrix],
    linear: Mapping[str, Floats],
    said: Sequence[Mapping[str, Floats]],
) -> list[Lesson]:
    """What teachers say of every text, mixed with the labels, where there are any. The linear model's word
    counts as much as those of all networks together."""
    lessons = []
    for name, each in rows.items():
        networks = np.mean([told[name] - told[name][:, [CALM]] for told in said], axis=0)
        weight = _BESIDE_LABELS if name in gold else _ADVICE
        advice = advised(each, (linear[name] + networks) / 2, weight)
        lessons.append(both(gold[name], advice) if name in gold else advice)
    return lessons


if __name__ == "__main__":
    run(train)
