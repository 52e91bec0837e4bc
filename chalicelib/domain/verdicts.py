"""The verdict on a mention: what it is, how sure we are, and which words said so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple


class Verdict(StrEnum):
    """The four kinds of talk in the playbook, and the honest fifth."""

    GOOD = "good"
    BAD = "bad"
    INDIFFERENT = "indifferent"
    TROLL = "troll"
    UNSURE = "unsure"


class Probabilities(NamedTuple):
    """How probable each is, were one text in 20 abuse, and the rest each as frequent; they add up to 1."""

    bad: float
    indifferent: float
    good: float
    troll: float = 0.0

    def beside(self, troll: float) -> Probabilities:
        """The same where it is so probable that it is abuse."""
        rest = 1 - troll
        return Probabilities(self.bad * rest, self.indifferent * rest, self.good * rest, troll)

    @property
    def likeliest(self) -> Verdict:
        """The most probable of good, bad and indifferent; from where on abuse is held, its judge decides."""
        each = ((self.bad, Verdict.BAD), (self.indifferent, Verdict.INDIFFERENT), (self.good, Verdict.GOOD))
        return max(each, key=lambda pair: pair[0])[1]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`confidence` runs from 0 to 1; `evidence` holds the words of the text that caused the verdict.

    `judged_by` names the judge and its version, so that old verdicts can be told from new ones.
    `probabilities` are the judge's own, where it knows them; `calibrated` the same as they are among these
    people's mentions, once they said of enough what they are. `reason` is a line of explanation by a judge
    that can write; untrusted. `digest` tells the words and names again that were judged. `target` says whom
    the blame in the text is for, as it is written there: the subject, or another one beside it; "" where it
    is for nobody who is named. Judgements that differ in nothing but these five are the same.
    """

    verdict: Verdict
    confidence: float
    evidence: tuple[str, ...]
    judged_by: str
    probabilities: Probabilities | None = field(default=None, compare=False)
    reason: str = field(default="", compare=False)
    calibrated: Probabilities | None = field(default=None, compare=False)
    digest: str = field(default="", compare=False)
    target: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        assert 0.0 <= self.confidence <= 1.0, self.confidence

    @property
    def is_calibrated(self) -> bool:
        """True when `certainty` counts hits: of verdicts at 0.8, four in five are right."""
        return self.calibrated is not None

    @property
    def certainty(self) -> float:
        """How sure the verdict is: by what people said of others like it, else as the judge ranks it."""
        if self.calibrated is None:
            return self.confidence
        odds: dict[str, float] = {**self.calibrated._asdict(), Verdict.UNSURE: max(self.calibrated)}
        return round(odds.get(self.verdict, self.confidence), 2)

    @property
    def wordless(self) -> Judgement:
        """The judgement without what holds, or could tell again, the words that were judged."""
        return replace(self, evidence=(), reason="", digest="", target="")

    @property
    def sureness(self) -> str:
        """How sure it is, in words."""
        for least, words in ((0.9, "very sure"), (0.75, "fairly sure"), (0.6, "not very sure")):
            if self.certainty >= least:
                return words
        return "hardly more than a guess"


def digest_of(text: str, about: Iterable[str]) -> str:
    """The same for the same words, judged for the same names; else another one."""
    said = "\n".join((*about, text))
    return hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
