"""What judge and rules are worth, measured on labelled texts that are not part of the project.

Run with `-s` to see the figures; those of the rules stand in `docs/judging.md`. `make evaluate` says more.
"""

from __future__ import annotations

import gzip
import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest

from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.judging.trained import TrainedJudge
from chalicelib.judging.words import WordJudge
from chalicelib.services.ports import Judge

DATA = Path(__file__).parents[2] / ".." / "shared" / "judging" / "data"
LABELS = {Verdict.BAD: 0, Verdict.TROLL: 0, Verdict.INDIFFERENT: 1, Verdict.UNSURE: 1, Verdict.GOOD: 2}
MOST_ROWS = 2000

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the labelled texts of ../shared/judging are absent"
)


def _untokenised(text: str) -> str:
    """Some sets part "do n't" and "great ." as no person writes them."""
    return re.sub(r" (n['’]t|['’](?:s|m|re|ve|ll|d)\b|[.,!?;:])", r"\1", text)


def _confusion(judge: Judge, name: str) -> Counter[tuple[int, int]]:
    """How often each label was read as which, of at most so many rows spread over the set."""
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    counts: Counter[tuple[int, int]] = Counter()
    started = time.perf_counter()
    for row in rows[:: -(-len(rows) // MOST_ROWS)]:
        names = [row["target"]] if row.get("target") else []
        counts[row["label"], _label(judge.judge(_untokenised(row["text"]), names))] += 1
    spent = 1000 * (time.perf_counter() - started) / counts.total()
    print(f"\n{name:24} {_summary(counts)} {spent:.2f} ms a text")
    return counts


def _label(judgement: Judgement) -> int:
    """What is unsure counts as what is likeliest, where that is known, else as neutral."""
    odds = judgement.probabilities
    unsure = judgement.verdict is Verdict.UNSURE and odds
    return LABELS[odds.likeliest if odds and unsure else judgement.verdict]


def _recalls(counts: Counter[tuple[int, int]]) -> dict[int, float]:
    totals: Counter[int] = Counter()
    for (label, _), count in counts.items():
        totals[label] += count
    return {label: counts[label, label] / totals[label] for label in sorted(totals)}


def _precision_of_bad(counts: Counter[tuple[int, int]]) -> float:
    return counts[0, 0] / sum(count for (_, read), count in counts.items() if read == 0)


def _summary(counts: Counter[tuple[int, int]]) -> str:
    recalls = _recalls(counts)
    each = " ".join(f"{label}:{recall:.3f}" for label, recall in recalls.items())
    macro = sum(recalls.values()) / len(recalls)
    precision = _precision_of_bad(counts)
    return f"{counts.total():5} rows, macro recall {macro:.3f} ({each}), precision of bad {precision:.3f}"


@pytest.mark.parametrize(
    ("name", "macro_recall"),
    [
        ("te_val", 0.58),
        ("semeval_train", 0.55),
        ("sentistrength", 0.59),
        ("hutto_tweets", 0.67),
        ("hutto_amazon", 0.60),
        ("cr", 0.58),
        ("uci_yelp", 0.70),
        ("uci_amazon_cells", 0.78),
        ("absa_laptops_train", 0.60),
        ("absa_restaurants_train", 0.57),
        ("mams_val", 0.45),
        ("newsmtsc_train", 0.47),
    ],
)
def test_rules_are_no_worse_than_documented(name: str, macro_recall: float) -> None:
    recalls = _recalls(_confusion(WordJudge(), name))

    assert sum(recalls.values()) / len(recalls) >= macro_recall


@pytest.mark.parametrize(
    ("name", "macro_recall"),
    [
        ("te_val", 0.71),
        ("semeval_sms", 0.74),
        ("semeval_livejournal", 0.73),
        ("sentistrength", 0.66),
        ("cr", 0.68),
        ("uci_yelp", 0.80),
        ("mams_val", 0.48),
    ],
)
def test_judge_is_no_worse_than_documented(name: str, macro_recall: float) -> None:
    recalls = _recalls(_confusion(TrainedJudge(), name))

    assert sum(recalls.values()) / len(recalls) >= macro_recall


@pytest.mark.parametrize("name", ["cr", "uci_yelp", "uci_amazon_cells", "absa_restaurants_train"])
def test_complaining_customers_are_never_held_as_trolls(name: str) -> None:
    with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        complaints = [row["text"] for row in map(json.loads, lines) if row["label"] == 0]

    silenced = [text for text in complaints if TrainedJudge().judge(text, ()).verdict is Verdict.TROLL]

    assert len(silenced) <= len(complaints) // 500
