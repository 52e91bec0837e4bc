"""The labelled texts: where they lie, which may teach, and which are kept back to be measured on."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import CannotContinue
from .arrays import Labels

BAD, CALM, GOOD = 0, 1, 2

TAUGHT = {
    "semeval_train": 1.0,
    "semeval_topic5_train": 0.25,
    "goemotions": 0.25,
    "hutto_tweets": 0.5,
    "hutto_amazon": 1.0,
    "hutto_nyt": 0.25,
    "hutto_movie": 0.25,
    "mams_train": 0.25,
    "newsmtsc_train": 0.25,
}
"""The sets that teach unless others are named (their licence is clear), and what a text of each weighs."""

HELPING = {"te_emoji_train": 0.3, "te_irony_train": 0.3, "te_emotion_train": 0.3}
"""The sets that ask teachers something else (which emoji, irony or not, which emotion), and their weight."""

UNLABELLED = (
    "te_hate_train",
    "te_offensive_train",
    "davidson",
    "tse",
    "text_emotion_rest",
    "s140sample",
    "av_hate",
    "mr",
    "sst_train",
    "subj_objective",
    "uci_imdb",
    "absa_restaurants_train",
    "te_hate_val",
    "te_offensive_val",
    "te_emotion_val",
    "te_irony_val",
)
"""The sets of which texts alone are used, never labels: teachers say what they think of them."""

OWN, OWN_WEIGHT = "own labels", 2.0
"""What the labels that a user exported are called, and what one weighs beside one of the leading set."""

_RULED = {"bad": BAD, "indifferent": CALM, "good": GOOD}

TUNED = "te_val"
"""Everything that is chosen is chosen on this set; it teaches nothing."""

KEPT_BACK = (
    TUNED,
    "semeval_sms",
    "semeval_livejournal",
    "cr",
    "uci_yelp",
    "uci_amazon_cells",
    "senti4sd",
    "sentistrength",
    "sst_test",
    "dong_train",
    "mams_val",
    "absa_laptops_train",
    "selfdrive",
    "entity",
)
"""The sets that are measured on. A text that stands in one teaches nothing, wherever else it stands."""

ASIDE = {
    "twitter-2014test-A.tsv": slice(None),
    "twitter-2015test-A.tsv": slice(None),
    "twitter-2016test-A.tsv": slice(8_000, 12_000),
}
"""Tweets of the leading set, by the file they come from, that can be set aside while settings are chosen: two
years' and a part of a third's. `TUNED` is a sample of all years, and too small to tell settings apart."""

_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")
_APART = re.compile(r" (n['’]t|['’](?:s|m|re|ve|ll|d)\b|[.,!?;:])")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Example:
    """A text, what people said it is (`label`), and of whom they were asked (`target`, where they were).

    `others` are further names of the target.
    """

    text: str
    label: int
    target: str = ""
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The target, as a judge is told of it."""
        return (self.target, *self.others) if self.target else ()


def read(folder: Path, name: str) -> list[Example]:
    """A set's examples, spelled as people type; those without a number for a label are left out.

    Raises CannotContinue where the set is missing.
    """
    return [_example(row) for row in _rows(folder, name) if isinstance(row["label"], int)]


def aside(folder: Path) -> list[Example]:
    """The tweets of `ASIDE`, without those that stand in a set that is kept back."""
    of_file: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(folder, next(iter(TAUGHT))):
        of_file.setdefault(row["file"], []).append(row)
    found = [_example(row) for name, kept in ASIDE.items() for row in of_file[name][kept]]
    return list(without(found, fingerprints(read(folder, name) for name in KEPT_BACK)))


def read_own(path: Path) -> list[Example]:
    """What a user's people said, as `earshot labels export` writes it. Trolls and what they were unsure of
    teach nothing here: the model tells bad, calm and good apart.

    Raises CannotContinue where a line is none of that file's.
    """
    found = []
    for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            text, label, names = str(row["text"]), str(row["label"]), [str(name) for name in row["about"]]
        except (ValueError, KeyError, TypeError) as error:
            raise CannotContinue(
                f"line {at} of {path} is no label", "Write the file anew: earshot labels export FILE"
            ) from error
        if label in _RULED:
            found.append(Example(text, _RULED[label], "".join(names[:1]), tuple(names[1:])))
    return found


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / "data" / f"{name}.jsonl.gz"
    if not path.exists():
        raise CannotContinue(
            f"there is no set {name!r} in {folder}",
            "Say where the labelled texts lie: make train JUDGING_DATA=FOLDER",
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _example(row: Mapping[str, Any]) -> Example:
    return Example(as_typed(row["text"]), row["label"], row.get("target") or "")


def as_typed(text: str) -> str:
    """Undoes what sets do to texts: `do n't`, `&amp;`, `\\u2019` written out."""
    if "\\" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text).replace('\\"', '"')
    return _APART.sub(r"\1", html.unescape(text))


def fingerprint(text: str) -> str:
    """What two copies of a text share, whatever their links, names and signs."""
    return " ".join(_WORD.findall(re.sub(r"https?://\S+|@\w+", "", text.casefold())))


def without(examples: Iterable[Example], kept_back: set[str]) -> Iterator[Example]:
    """Those whose fingerprint is none of `kept_back`."""
    return (example for example in examples if fingerprint(example.text) not in kept_back)


def fresh(examples: Iterable[Example], seen: set[str]) -> Iterator[Example]:
    """Those that are in `seen` neither at first nor through one before them; they are added to it."""
    for example in examples:
        mark = fingerprint(example.text)
        if mark not in seen:
            seen.add(mark)
            yield example


def fingerprints(sets: Iterable[Sequence[Example]]) -> set[str]:
    """The fingerprints of all texts of some sets."""
    return {fingerprint(example.text) for examples in sets for example in examples}


def labels(examples: Sequence[Example]) -> Labels:
    """Their labels, in order."""
    return np.asarray([example.label for example in examples], dtype=np.int64)
