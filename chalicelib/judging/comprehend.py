"""Amazon Comprehend as an adviser: the sentiment of what is said, in a dozen languages.

It judges the text as a whole: who is meant it does not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import ceil
from typing import Any, Protocol

from ..domain.verdicts import Verdict
from ..errors import PermanentError
from .answers import paid
from .languages import recognise
from .purse import Purse, Reserved
from .second_opinions import Opinion

# https://docs.aws.amazon.com/comprehend/latest/dg/supported-languages.html, row "Sentiment"
LANGUAGES = frozenset("ar de en es fr hi it ja ko pt zh zh-TW".split())
# "5 KB": https://docs.aws.amazon.com/comprehend/latest/APIReference/API_DetectSentiment.html
_MOST_BYTES = 5_000
# $0.0001 for each 100 characters begun, at least three: https://aws.amazon.com/comprehend/pricing/ (2026)
_MICROS_A_UNIT, _UNIT_CHARS, _LEAST_UNITS = 100, 100, 3
_VERDICTS = {
    "POSITIVE": Verdict.GOOD,
    "NEGATIVE": Verdict.BAD,
    "NEUTRAL": Verdict.INDIFFERENT,
    "MIXED": Verdict.UNSURE,
}
_LEAST_SURE = 0.5
_WORD = re.compile(r"[^\W\d_]+")


class Client(Protocol):
    """What is used of boto3's client."""

    def detect_sentiment(self, *, Text: str, LanguageCode: str) -> Mapping[str, Any]: ...  # noqa: N803
    def detect_dominant_language(self, *, Text: str) -> Mapping[str, Any]: ...  # noqa: N803


class Comprehend:
    """Fits `Adviser`."""

    name = "comprehend"

    def __init__(self, client: Client, purse: Purse) -> None:
        self._client = client
        self._purse = purse

    def ask(self, text: str, about: tuple[str, ...]) -> Opinion:
        """What it makes of the text. Raises TemporaryError or PermanentError when there is no opinion."""
        kept = text.encode(errors="ignore")[:_MOST_BYTES].decode(errors="ignore")
        language = _recognised(kept, about) or self._detected(kept)
        if language not in LANGUAGES:
            raise PermanentError(f"comprehend does not judge the language {language!r}")
        with paid(self._reserved(kept), "comprehend"):
            answer = self._client.detect_sentiment(Text=kept, LanguageCode=language)
        return _opinion(answer)

    def _detected(self, text: str) -> str:
        with paid(self._reserved(text), "comprehend"):
            answer = self._client.detect_dominant_language(Text=text)
        try:
            return max(answer["Languages"], key=lambda each: float(each["Score"]))["LanguageCode"][:12]  # type: ignore[no-any-return]
        except (KeyError, TypeError, ValueError):
            raise PermanentError("comprehend recognised no language") from None

    def _reserved(self, text: str) -> Reserved:
        """What a call costs is known beforehand."""
        return self._purse.reserve(_MICROS_A_UNIT * max(_LEAST_UNITS, ceil(len(text) / _UNIT_CHARS)))


def _recognised(text: str, about: tuple[str, ...]) -> str | None:
    names = {word for name in about for word in _WORD.findall(name.casefold())}
    return recognise(word for word in _WORD.findall(text.casefold()) if word not in names)


def _opinion(answer: Mapping[str, Any]) -> Opinion:
    try:
        sentiment = answer["Sentiment"]
        verdict, score = _VERDICTS[sentiment], float(answer["SentimentScore"][sentiment.capitalize()])
        is_known = 0.0 <= score <= 1.0
    except (AttributeError, KeyError, TypeError, ValueError):
        is_known = False
    if not is_known:
        raise PermanentError("comprehend answered in another shape than its documentation has")
    return Opinion(verdict if score >= _LEAST_SURE else Verdict.UNSURE, score)
