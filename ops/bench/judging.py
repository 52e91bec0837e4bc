"""How long the judge takes: to load, in an interpreter of its own, and to judge mention after mention."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from statistics import median

import click

from chalicelib.judging.trained import TrainedJudge

from .companions import ROOT
from .tables import Aim, Findings, said, spread

_LOAD = """
from time import process_time
began = process_time()
from chalicelib.judging.trained import TrainedJudge
imported = process_time()
from chalicelib.judging.model import model
model()
loaded = process_time()
TrainedJudge().judge("Acme never answered", ["Acme"])
print(imported - began, loaded - imported, process_time() - loaded)
"""
_TEXT = (
    "Ordered {n} lamps from Acme in spring, two of them came with a crack in the base, and one never came. "
    "The woman on the phone was kind and sent me a form, which I filled in that evening. Since then nothing: "
    "{n} mails, no answer, and the chat says that all of its colleagues are busy. I liked their shop in town "
    "a lot, it was where my father took me first, so it is a pity. If anybody from Acme reads this: order "
    "{n}, please do something about it, I would really like to have my lamps, or my money back, by next week."
)
_LENGTH = 500
_MOST_MS, _MOST_TO_LOAD_MS = 1.0, 100.0


def measure(texts: int = 200, repeats: int = 5) -> Findings:
    """Milliseconds of the processor, least, median and most of all repeats."""
    loads = [_load() for _ in range(repeats)]
    imported, loaded, first = ([each[place] for each in loads] for place in range(3))
    judge = TrainedJudge()
    written = [_TEXT.replace("{n}", str(number))[:_LENGTH] for number in range(texts)]
    rounds = [_round(judge, written) for _ in range(repeats)]
    rows = (
        ("import", spread(imported, 1)),
        ("load the model", spread(loaded, 1)),
        ("the first mention, which loads what else is needed", spread(first, 1)),
        (f"a mention of {_LENGTH} characters, later", spread(rounds)),
    )
    loading, ready = median(one + other for one, other, _ in loads), median(map(sum, loads))
    aims = (
        Aim("judging one mention", "≤ 1 ms", f"{median(rounds):.2f} ms", median(rounds) <= _MOST_MS),
        Aim(
            "loading the judge",
            "≤ 100 ms",
            f"{loading:.0f} ms; {ready:.0f} with the first mention",
            loading <= _MOST_TO_LOAD_MS,
        ),
    )
    return Findings("Judging", ("what", "CPU ms:"), rows, aims)


def _load() -> tuple[float, float, float]:
    command = [sys.executable, "-c", _LOAD]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    imported, loaded, first = (1000 * float(each) for each in done.stdout.split())
    return imported, loaded, first


def _round(judge: TrainedJudge, texts: Sequence[str]) -> float:
    """Milliseconds a text."""
    began = time.process_time()
    for text in texts:
        judge.judge(text, ["Acme"])
    return 1000 * (time.process_time() - began) / len(texts)


@click.command("judging")
def command() -> None:
    """Load the judge, and judge."""
    click.echo(said(measure()))
