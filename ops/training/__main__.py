"""`make train`: teaches the judge from labelled texts and writes the model. Same texts and seed, same file.

sets ─┬─▶ teachers: a linear model, networks ─▶ what they say of all texts ─┐
      └─────────────────────── gold labels ─────────────────────────────────┴─▶ linear model ─▶ file
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import numpy as np

from .. import progress
from ..cli import run
from . import sets
from .arrays import Floats
from .listing import write_list
from .matrices import Looked, look
from .packing import fitted, pack
from .sets import Example
from .teaching import Learned, Lesson, advised, both, labelled, learn

_JUDGING = Path(__file__).parents[2] / "chalicelib" / "judging"
_ADVICE = 0.5  # what a teacher's word weighs beside a gold label of the leading set
_TEACHERS = ("windows",)  # one that reads in `order` takes three times as long


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Where the labelled texts lie.")
@click.option("--sets", "names", default="", help="The sets that teach, the leading one first.")
@click.option("--teachers", default=" ".join(_TEACHERS), help="Networks that teach; none: gold labels alone.")
@click.option("--out", type=click.Path(path_type=Path), default=_JUDGING / "model.bin", help="The file.")
def train(data: Path, names: str, teachers: str, out: Path) -> None:
    """Teach the judge and write its model."""
    write_list(_JUDGING / "vader.txt")
    weights = {name: sets.TAUGHT.get(name, 0.25) for name in names.split()} or sets.TAUGHT
    shown = progress.to()
    with shown.step("Reading the sets") as say:
        material = _material(data, weights, bool(teachers))
        tuned = sets.read(data, sets.TUNED)
        say(f"{sum(map(len, material.values())):,} texts")
        looked = {name: look(examples) for name, examples in material.items()}
    gold = {name: labelled(looked[name], sets.labels(material[name]), weights[name]) for name in weights}
    with shown.step("Learning from labels"):
        learned = learn(list(gold.values()))
    if teachers:
        advice = _advice(material, looked, learned, teachers.split(), shown)
        with shown.step("Learning from teachers"):
            learned = learn(
                [both(gold[name], told) if name in gold else told for name, told in advice.items()]
            )
    with shown.step("Writing the model"):
        out.write_bytes(fitted(pack(learned, [looked[name] for name in looked]), tuned))
    shown.note(f"{out}: {out.stat().st_size:,} bytes")


def _material(data: Path, weights: Mapping[str, float], is_taught: bool) -> dict[str, list[Example]]:
    """The texts of every set that is used, without those that stand in a set that is kept back."""
    kept_back = sets.fingerprints(sets.read(data, name) for name in sets.KEPT_BACK)
    more = [*sets.HELPING, *sets.UNLABELLED] if is_taught else []
    return {name: list(sets.without(sets.read(data, name), kept_back)) for name in [*weights, *more]}


def _advice(
    material: Mapping[str, Sequence[Example]],
    looked: Mapping[str, Looked],
    learned: Learned,
    kinds: Sequence[str],
    shown: progress.Progress,
) -> dict[str, Lesson]:
    from .school import School  # torch is large, and not needed where nobody teaches

    said: list[Mapping[str, Floats]] = [{name: learned.scores(looked[name]) for name in looked}]
    with shown.step("Reading for teachers"):
        school = School(material)
    for kind in kinds:
        with shown.step(f"A teacher that reads by {kind} studies") as say:
            said.append(school.advice(kind, say))
    mean = {name: np.mean([each[name] for each in said], axis=0) for name in looked}
    return {name: advised(looked[name], mean[name], _ADVICE) for name in looked}


if __name__ == "__main__":
    run(train)
