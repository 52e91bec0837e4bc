"""How large the model is, how long it takes to load, and how fast it judges."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from chalicelib.judging import trained
from chalicelib.judging.trained import TrainedJudge

from .tables import table

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
_RUNS, _TEXTS = 7, 200
_TEXT = (
    "Ordered {n} lamps from Acme in March, two of them arrived with a crack in the base, one never came. "
    "The woman on the phone was kind and sent me a form, which I filled in that evening. Since then nothing: "
    "{n} mails, no answer, and the chat says that all of its colleagues are busy. I liked the shop in Leeds "
    "a lot, it was where my father took me first, so it is a pity. If anybody from Acme reads this: order "
    "{n}, please do something about it, I would really like to have my lamps or my money back by next week."
)


def pace() -> str:
    """A table of sizes, and of the processor's times on the machine this runs on."""
    folder = Path(trained.__file__).parent
    imported, loaded, first = (min(each) for each in zip(*(_load() for _ in range(_RUNS)), strict=True))
    files = [*sorted(folder.glob("*.bin")), folder / "vader.txt"]
    rows = [
        *([f"`{file.name}`", f"{file.stat().st_size / 1e6:.2f} MB"] for file in files),
        ["import", f"{1000 * imported:.0f} ms"],
        ["load `model.bin`", f"{1000 * loaded:.0f} ms"],
        ["first text, with the lists and the other models", f"{1000 * first:.0f} ms"],
        ["a tweet (100 characters), later", f"{_each(100):.2f} ms"],
        ["a text of 500 characters, later", f"{_each(500):.2f} ms"],
    ]
    remark = "Python 3.11, one core, the best of 7 runs; the standard library is all that is imported."
    return "\n".join(["## Speed and size", "", *table(["", ""], rows), "", remark, ""])


def _load() -> tuple[float, float, float]:
    done = subprocess.run([sys.executable, "-c", _LOAD], capture_output=True, text=True, check=True)
    imported, loaded, first = map(float, done.stdout.split())
    return imported, loaded, first


def _each(size: int) -> float:
    judge = TrainedJudge()
    texts = [_TEXT.replace("{n}", str(number))[:size] for number in range(_TEXTS)]
    for text in texts[:20]:
        judge.judge(text, ["Acme"])
    return min(_round(judge, texts) for _ in range(_RUNS))


def _round(judge: TrainedJudge, texts: Sequence[str]) -> float:
    """How many milliseconds a text takes."""
    began = time.process_time()
    for text in texts:
        judge.judge(text, ["Acme"])
    return 1000 * (time.process_time() - began) / len(texts)
