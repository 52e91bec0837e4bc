"""How large the judge's models are, how long they take to load, and how fast it judges."""

from __future__ import annotations

from pathlib import Path

from chalicelib.judging import trained

from ..bench import judging
from .tables import table

_RUNS = 7


def pace() -> str:
    """A table of sizes, and of the processor's times on the machine this runs on, as the bench takes them."""
    folder = Path(trained.__file__).parent
    files = [*sorted(folder.glob("*.bin")), folder / "vader.txt"]
    rows = [
        *([f"`{file.name}`", f"{file.stat().st_size / 1e6:.2f} MB"] for file in files),
        *([what, f"{took} ms"] for what, took in judging.measure(repeats=_RUNS).rows),
    ]
    remark = (
        f"Python 3.11, one core; least, median and most of {_RUNS} runs. The standard library is all that is "
        "imported."
    )
    return "\n".join(["## Speed and size", "", *table(["", ""], rows), "", remark, ""])
