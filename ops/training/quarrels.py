"""The texts by which abuse is told from complaints: those that teach, are tuned on, and are kept back."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from . import sets
from .furious import MEASURED, TAUGHT, Outbursts, furious, stories
from .sets import BAD, Example

ABUSE, OTHER, COMPLAINT = 0, 1, 2
"""In the places of bad, calm and good, so that a model of the judge can hold them."""

TUNED, KEPT = (0, 40), (40, 100)  # lots of the sets of complaints, of which none teaches
_ABUSE_TAUGHT, _ABUSE_TUNED, ABUSE_KEPT = (0, 70), (70, 80), (80, 100)
_STORIES = 8000
_ROUNDS = 3  # how often each complaint that teaches is told in fury
COMPLAINTS = (
    "cr",
    "uci_yelp",
    "uci_amazon_cells",
    "absa_laptops_train",
    "entity",
    "tse",
    "s140sample",
    "text_emotion_rest",
)
_REVIEWS = frozenset(
    ("cr", "uci_yelp", "uci_amazon_cells", "absa_laptops_train", "hutto_amazon", "mams_train")
)
_SADNESS, _ANGER = 3, 0  # of te_emotion
_DEALINGS = re.compile(
    r"customer|service|refund|order(?:ed)?\b|deliver|support|\bbill\b|charged|account|phone|waiting|delay|broken"
    r"|cancel|internet|\bwifi|upgrade|\bstore|shipping|package|website|server|\bflights?\b|airlines?|airport"
    r"|luggage|baggage|@(?:united|delta|jetblue|southwestair|americanair|usairways|virginamerica)",
    re.IGNORECASE,
)
_MASKS = re.compile(r"\b(?:URL|http)\b")
_HANDLE = re.compile(r"@(\w+)")
_SWEARS = re.compile(
    r"fuck|shit|\bass\b|asshole|bitch|damn|bastard|crap|idiot|moron|stupid|suck|wtf|\bhell\b|liar|f\*", re.I
)


class Lesson(NamedTuple):
    """Texts that are all the same, and what each weighs."""

    examples: list[Example]
    label: int
    weight: float


def swears(example: Example) -> bool:
    return bool(_SWEARS.search(example.text))


def tells_of_dealings(example: Example) -> bool:
    """True for what a customer may have written."""
    return bool(_DEALINGS.search(example.text))


def lessons(data: Path) -> list[Lesson]:
    """All that teaches; the order, and what is drawn, are always the same."""
    dice = random.Random(7)  # noqa: S311  a secret is not what it makes
    found = [*_of_abuse(data), *_of_other_talk(data)]
    complaints = list(_complaints_that_teach(data))
    found += [Lesson(examples, COMPLAINT, weight) for examples, weight in complaints]
    enraged = [example for examples, weight in complaints if weight >= 1 for example in examples]
    for _ in range(_ROUNDS):
        found.append(Lesson(in_fury(enraged, dice, TAUGHT), COMPLAINT, 1.0))
    told = [Example(text, COMPLAINT, name.strip("@")) for text, name in stories(_STORIES, dice)]
    found.append(Lesson(told[: _STORIES // 4], COMPLAINT, 0.3))
    found.append(Lesson(in_fury(told, dice, TAUGHT), COMPLAINT, 1.0))
    return [lesson._replace(examples=list(_named(lesson.examples, dice))) for lesson in found]


def complaints(data: Path, lots: tuple[int, int]) -> dict[str, list[Example]]:
    """By set, complaints that taught nothing; of the lots from one to before the other."""
    found = {}
    for name in COMPLAINTS:
        bad = [example for example in sets.read(data, name) if example.label == BAD]
        found[name] = [example for example in bad if name in _REVIEWS or tells_of_dealings(example)]
    if lots == KEPT:
        found["te_emotion_train"] = _angry(data)
    return {name: list(_plain(_within(examples, lots))) for name, examples in found.items()}


def in_fury(examples: Iterable[Example], dice: random.Random, said: Outbursts) -> list[Example]:
    """The same complaints with outbursts, half of them addressed to somebody."""
    told = []
    for example in examples:
        handle = f"@{dice.choice(('acme', 'united', 'AcmeHelp', 'delta', 'globex', 'tmobile'))}"
        text = example.text if "@" in example.text or dice.random() < 0.5 else f"{handle} {example.text}"
        name = handle if dice.random() < 0.3 else example.target
        told.append(replace(example, text=furious(text, dice, said, name)))
    return told


def measured_fury(data: Path, lots: tuple[int, int]) -> list[Example]:
    """The complaints of these lots with outbursts of which none taught."""
    told = [each for examples in complaints(data, lots).values() for each in examples]
    dice = random.Random(11)  # noqa: S311
    return in_fury(filter(tells_of_dealings, told), dice, MEASURED)


def abuse(data: Path, lots: tuple[int, int] = ABUSE_KEPT) -> dict[str, list[Example]]:
    """Abuse that taught nothing, by whom it is aimed at (OLID's third level), and hate."""
    aims = _aims(data)
    offences = [*sets.read(data, "te_offensive_train"), *sets.read(data, "te_offensive_val")]
    offensive = [each for each in _within(offences, lots) if each.label == 1]
    by_aim: dict[str, list[Example]] = {
        "OLID, at one person": [each for each in offensive if aims.get(_mark(each.text)) == "IND"],
        "OLID, at groups": [each for each in offensive if aims.get(_mark(each.text)) == "GRP"],
    }
    davidson = list(_within(sets.read(data, "davidson"), lots))
    by_aim["davidson, hate"] = [each for each in davidson if each.label == 0]
    by_aim["davidson, offensive"] = [each for each in davidson if each.label == 1]
    return {name: list(_plain(examples)) for name, examples in by_aim.items()}


def tuned_abuse(data: Path) -> list[Example]:
    """The abuse of people that probabilities are fitted to."""
    found = abuse(data, _ABUSE_TUNED)
    return [*found["OLID, at one person"], *found["OLID, at groups"], *found["davidson, hate"]]


def other_talk(data: Path, lots: tuple[int, int]) -> dict[str, list[Example]]:
    """Talk that is no complaint and no abuse, or is not labelled so, and taught nothing."""
    calm = _within(sets.read(data, "te_offensive_train"), _ABUSE_TUNED if lots == TUNED else ABUSE_KEPT)
    return {
        "OLID, not offensive": list(_plain(each for each in calm if each.label == 0)),
        "te_val": list(_plain(_within(sets.read(data, "te_val"), lots))),
        "semeval_sms": list(_plain(_within(sets.read(data, "semeval_sms"), lots))),
    }


def _of_abuse(data: Path) -> Iterator[Lesson]:
    for names, labels in (
        (("te_offensive_train", "te_offensive_val"), {1: (ABUSE, 2.0), 0: (OTHER, 1.0)}),
        (("te_hate_train", "te_hate_val"), {1: (ABUSE, 0.3), 0: (OTHER, 0.3)}),
        (("davidson",), {0: (ABUSE, 0.3), 2: (OTHER, 0.3)}),
    ):
        rows = [each for name in names for each in _within(sets.read(data, name), _ABUSE_TAUGHT)]
        for label, (meaning, weight) in labels.items():
            yield Lesson([each for each in rows if each.label == label], meaning, weight)


def _of_other_talk(data: Path) -> Iterator[Lesson]:
    for name, bad, rest in (
        ("semeval_train", 0.3, 0.3),
        ("semeval_topic5_train", 0.3, 0.0),
        ("hutto_tweets", 0.3, 0.3),
        ("goemotions", 0.05, 0.15),
    ):
        examples = _teaching(data, name)
        sad = [each for each in examples if each.label == BAD and not tells_of_dealings(each)]
        yield Lesson(sad, OTHER, bad)
        if rest:
            yield Lesson([each for each in examples if each.label != BAD][:8000], OTHER, rest)


def _complaints_that_teach(data: Path) -> Iterator[tuple[list[Example], float]]:
    for name, weight in (
        ("semeval_train", 2.0),
        ("semeval_topic5_train", 2.0),
        ("hutto_tweets", 2.0),
        ("hutto_amazon", 1.0),
        ("goemotions", 0.9),
        ("mams_train", 0.5),
    ):
        bad = [each for each in _teaching(data, name) if each.label == BAD]
        yield [each for each in bad if name in _REVIEWS or tells_of_dealings(each)], weight
    yield list(_within(_angry(data), TUNED)), 4.0


@cache
def _kept_back(data: Path) -> set[str]:
    return sets.fingerprints(sets.read(data, name) for name in (*COMPLAINTS, "te_val", "semeval_sms"))


def _teaching(data: Path, name: str) -> list[Example]:
    return list(_plain(sets.without(sets.read(data, name), _kept_back(data))))


def _angry(data: Path) -> list[Example]:
    """Angry and sad tweets of those who had dealings."""
    rows = sets.read(data, "te_emotion_train")
    return [each for each in rows if each.label in (_ANGER, _SADNESS) and tells_of_dealings(each)]


def _plain(examples: Iterable[Example]) -> Iterator[Example]:
    """Without whom they are about: whether a name is known must tell nothing here."""
    return (replace(example, target="") for example in examples)


def _named(examples: Sequence[Example], dice: random.Random) -> Iterator[Example]:
    """Half of those that open with a handle are about it, abuse as well as complaints."""
    for example in examples:
        handle = _HANDLE.match(example.text)
        is_about = handle and not example.target and dice.random() < 0.5
        yield replace(example, target=handle[1]) if handle and is_about else example


def _within(examples: Iterable[Example], lots: tuple[int, int]) -> Iterator[Example]:
    first, last = lots
    return (each for each in examples if first <= zlib.crc32(_mark(each.text).encode()) % 100 < last)


def _mark(text: str) -> str:
    """The same for a text of OLID and of te_offensive, which are the same but for masks."""
    return sets.fingerprint(_MASKS.sub("", text))


def _aims(data: Path) -> dict[str, str]:
    """Whom OLID's abuse is aimed at, by the text's mark."""
    with gzip.open(data / "data" / "olid.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {_mark(sets.as_typed(row["text"])): row["c"] for row in rows}
