"""Made-up clients of AWS and an embedded judge, for tests of those who are asked beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.judging.purse import Purse
from chalicelib.judging.second_opinions import Opinion
from tests.sources.kinds.services import Purse as Budgets

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ABOUT = ("Larkfield",)


def refused(code: str, status: int = 400) -> ClientError:
    """What boto3 raises."""
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}, "Ask")


class Ledger(Budgets):
    """Budgets in memory, with what one account spent this month."""

    def __init__(self, account: str) -> None:
        super().__init__()
        self.account = account

    @property
    def micros(self) -> int:
        return self.spent(self.account, f"{NOW:%Y-%m}")

    def purse(self, monthly_usd: float = 1.0) -> Purse:
        return Purse(self, self.account, monthly_usd, lambda: NOW)


class Embedded:
    """Says the same of everything."""

    def __init__(self, verdict: Verdict, confidence: float = 0.6, evidence: tuple[str, ...] = ()) -> None:
        self.own = Judgement(verdict, confidence, evidence, "embedded-1")

    def judge(self, text: str, about: Sequence[str]) -> Judgement:
        return self.own


class Told:
    """An adviser with an opinion, or a failure; `asked` is what it was asked."""

    name = "told"

    def __init__(self, opinion: Opinion | Exception) -> None:
        self.opinion = opinion
        self.asked: list[str] = []

    def ask(self, text: str, about: tuple[str, ...]) -> Opinion:
        self.asked.append(text)
        if isinstance(self.opinion, Exception):
            raise self.opinion
        return self.opinion


class FakeComprehend:
    """A client that finds this language and this sentiment, or fails."""

    def __init__(
        self,
        sentiment: str = "NEGATIVE",
        score: float = 0.9,
        language: str = "sv",
        failure: Exception | None = None,
    ) -> None:
        self.language = language
        self.failure = failure
        self.answer: Mapping[str, Any] = {
            "Sentiment": sentiment,
            "SentimentScore": {sentiment.capitalize(): score},
        }
        self.calls: list[tuple[str, ...]] = []

    def detect_sentiment(self, *, Text: str, LanguageCode: str) -> Mapping[str, Any]:  # noqa: N803
        self.calls.append(("sentiment", LanguageCode, Text))
        if self.failure:
            raise self.failure
        return self.answer

    def detect_dominant_language(self, *, Text: str) -> Mapping[str, Any]:  # noqa: N803
        self.calls.append(("language", Text))
        return {
            "Languages": [{"LanguageCode": "no", "Score": 0.1}, {"LanguageCode": self.language, "Score": 0.8}]
        }


def filled(form: object, tokens: tuple[int, int] = (600, 50)) -> dict[str, Any]:
    """A model's answer: the tool's form, filled in."""
    said = [{"text": "<thinking>hm</thinking>"}, {"toolUse": {"toolUseId": "1", "name": "x", "input": form}}]
    usage = {"inputTokens": tokens[0], "outputTokens": tokens[1], "totalTokens": sum(tokens)}
    return {"output": {"message": {"role": "assistant", "content": said}}, "usage": usage}


class FakeModel:
    """A client whose model gives this answer to everything, or fails."""

    def __init__(self, answer: Mapping[str, Any] | Exception) -> None:
        self.answer = answer
        self.requests: list[dict[str, Any]] = []

    def converse(self, **request: Any) -> Mapping[str, Any]:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer
