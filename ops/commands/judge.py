"""Judges texts as Earshot does."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import click

from chalicelib.domain.verdicts import Judgement, Probabilities, Verdict
from chalicelib.judging.trained import TrainedJudge
from ops.errors import CannotContinue

_SENTIMENT = {Verdict.GOOD: "positive", Verdict.BAD: "negative", Verdict.TROLL: "negative"}
_LIKELIEST = {Verdict.GOOD: "positive", Verdict.BAD: "negative", Verdict.INDIFFERENT: "neutral"}


@click.command()
@click.argument("texts", type=click.File(encoding="utf-8"), default="-")
def judge(texts: TextIO) -> None:
    """Judge TEXTS (a file, else standard input): JSON lines in, JSON lines out, in the same order.

    Each line holds a "text", and may hold "about" (a name, or several), "title" and "lang"; without it the
    language is told from the words. "sentiment" is the likeliest of three, also where the verdict is
    "unsure"; "escalate" says whether a person would be told, were it said of a watch of your own; "troll" is
    how probable abuse is, where one text in twenty is; "target" is who is blamed: the name, or another one
    beside it, as written; null for nobody.

    Example: earshot judge texts.jsonl
    """
    embedded = TrainedJudge()
    for text, names, language in _read(texts):
        click.echo(json.dumps(_shown(embedded.judge(text, names, language)), ensure_ascii=False))
    sys.stdout.flush()


def _read(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each line's text with its title before it, whom it is judged for, and its language or nothing."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CannotContinue(f"line {number} is not JSON: {error}") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise CannotContinue(f'line {number} holds no "text": write {{"text": "…", "about": "Acme"}}')
        title = row.get("title")
        text = f"{title}\n{row['text']}" if isinstance(title, str) and title else row["text"]
        yield text, _names(row.get("about"), number), _language(row.get("lang"))


def _names(about: Any, number: int) -> tuple[str, ...]:
    each = [about] if isinstance(about, str) else about or []
    if not isinstance(each, list) or not all(isinstance(name, str) for name in each):
        raise CannotContinue(f'line {number}: "about" is a name, or a list of names')
    return tuple(each)


def _language(lang: Any) -> str:
    """`en` of `en-GB`; nothing where none is given, or one that nobody can tell ("und")."""
    code = lang.replace("_", "-").split("-")[0].strip().lower() if isinstance(lang, str) else ""
    return code if code != "und" else ""


def _shown(judgement: Judgement) -> dict[str, Any]:
    odds = judgement.probabilities
    return {
        "verdict": judgement.verdict,
        "sentiment": _sentiment(judgement.verdict, odds),
        "probabilities": {name: round(odd, 6) for name, odd in odds._asdict().items()} if odds else None,
        "escalate": judgement.verdict is Verdict.BAD,
        "troll": _troll(judgement),
        "target": judgement.target or None,
        "evidence": list(judgement.evidence),
        "model": judgement.judged_by,
    }


def _troll(judgement: Judgement) -> float:
    """How probable abuse is; where only rules judged, it is, or it is not."""
    if judgement.probabilities:
        return round(judgement.probabilities.troll, 6)
    return judgement.confidence if judgement.verdict is Verdict.TROLL else 0.0


def _sentiment(verdict: Verdict, odds: Probabilities | None) -> str:
    if verdict is Verdict.UNSURE and odds:
        return _LIKELIEST[odds.likeliest]
    return _SENTIMENT.get(verdict, "neutral")
