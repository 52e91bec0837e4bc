"""Sentences of our own in which two names are compared or stand side by side: no set has enough of them."""

from __future__ import annotations

from pathlib import Path

from .figures import CLASSES
from .sets import Example

COMPARED = "comparisons"
"""What the set is called. It lies beside this module, not with the labelled texts."""

_PAIRS = (("Acme", "Globex"), ("Initech", "Hooli"), ("@umbra", "@vandelay"), ("lumo", "tarn"))
_LABELS = {word: label for label, word in CLASSES.items()}


def compared() -> list[Example]:
    """Each sentence with several pairs of names, for either of both."""
    lines = Path(__file__).with_name(f"{COMPARED}.tsv").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("# "):
            *verdicts, text = line.split("\t")
            for one, two in _PAIRS:
                said = text.format(one=one, two=two)
                found += [
                    Example(said, _LABELS[each], name)
                    for each, name in zip(verdicts, (one, two), strict=True)
                ]
    return found
