"""The verdict on a mention: what it is, how sure we are, and which words said so."""

from __future__ import annotations

from dataclasses import dataclass, field
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
    """How probable each is, were all three as frequent; they add up to 1."""

    bad: float
    indifferent: float
    good: float

    @property
    def likeliest(self) -> Verdict:
        """The verdict that is most probable."""
        each = ((self.bad, Verdict.BAD), (self.indifferent, Verdict.INDIFFERENT), (self.good, Verdict.GOOD))
        return max(each, key=lambda pair: pair[0])[1]


@dataclass(frozen=True, slots=True)
class Judgement:
    """`confidence` runs from 0 to 1; `evidence` holds the words of the text that caused the verdict.

    `judged_by` names the judge and its version, so that old verdicts can be told from new ones.
    `probabilities` are there just after judging, where the judge knows them; they are not kept. `reason` is a
    line of explanation by a judge that can write; untrusted. Judgements that differ in nothing but these two
    are the same.
    """

    verdict: Verdict
    confidence: float
    evidence: tuple[str, ...]
    judged_by: str
    probabilities: Probabilities | None = field(default=None, compare=False)
    reason: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        assert 0.0 <= self.confidence <= 1.0, self.confidence

    @property
    def sureness(self) -> str:
        """How sure the judge is, in words: confidence ranks judgements, it does not count hits."""
        for least, words in ((0.9, "very sure"), (0.75, "fairly sure"), (0.6, "not very sure")):
            if self.confidence >= least:
                return words
        return "hardly more than a guess"
