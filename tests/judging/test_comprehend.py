"""Amazon Comprehend is asked in languages it knows, with texts it takes, and paid by the character."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from chalicelib.domain.verdicts import Verdict
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.judging import answers
from chalicelib.judging.comprehend import Comprehend
from tests.judging.advisers import ABOUT, FakeComprehend, Ledger, refused

ENGLISH = "Larkfield left me waiting for the plumber all day and nobody called."


@pytest.fixture
def ledger() -> Ledger:
    return Ledger("judge:comprehend")


@pytest.mark.parametrize(
    ("sentiment", "score", "verdict"),
    [
        ("POSITIVE", 0.9, Verdict.GOOD),
        ("NEGATIVE", 0.9, Verdict.BAD),
        ("NEUTRAL", 0.9, Verdict.INDIFFERENT),
        ("MIXED", 0.9, Verdict.UNSURE),
        ("NEGATIVE", 0.45, Verdict.UNSURE),
    ],
)
def test_sentiment_becomes_a_verdict(sentiment: str, score: float, verdict: Verdict, ledger: Ledger) -> None:
    opinion = Comprehend(FakeComprehend(sentiment, score), ledger.purse()).ask(ENGLISH, ABOUT)

    assert (opinion.verdict, opinion.confidence) == (verdict, score)


def test_language_that_we_recognise_is_not_asked_for(ledger: Ledger) -> None:
    client = FakeComprehend()

    Comprehend(client, ledger.purse()).ask(
        "Larkfield non è mai puntuale e per questo sono molto arrabbiato", ABOUT
    )

    assert [call[:2] for call in client.calls] == [("sentiment", "it")]


def test_language_that_we_do_not_recognise_is_asked_for(ledger: Ledger) -> None:
    client = FakeComprehend(language="ja")

    Comprehend(client, ledger.purse()).ask("Larkfieldのサポートは最悪です", ABOUT)

    assert [call[0] for call in client.calls] == ["language", "sentiment"]
    assert client.calls[1][1] == "ja"
    assert ledger.micros == 600, "both are paid for, at their least"


def test_language_that_it_does_not_judge_has_no_opinion(ledger: Ledger) -> None:
    client = FakeComprehend(language="el")

    with pytest.raises(PermanentError, match="'el'"):
        Comprehend(client, ledger.purse()).ask("Larkfield: Πολύ κακή εξυπηρέτηση", ABOUT)

    assert len(client.calls) == 1


def test_long_text_is_cut_at_a_whole_character(ledger: Ledger) -> None:
    client = FakeComprehend()

    Comprehend(client, ledger.purse()).ask("x" + "The ☂ is not good, and it was late. " * 300, ABOUT)

    [(_, _, sent)] = client.calls
    assert 4_990 < len(sent.encode()) <= 5_000
    assert ledger.micros == 100 * -(-len(sent) // 100)


def test_half_a_character_is_left_out(ledger: Ledger) -> None:
    client = FakeComprehend()

    Comprehend(client, ledger.purse()).ask(f"{ENGLISH} \ud83d", ABOUT)

    assert client.calls[0][2] == f"{ENGLISH} "


def test_what_it_refused_costs_nothing(ledger: Ledger) -> None:
    client = FakeComprehend(failure=refused("ThrottlingException"))

    with pytest.raises(TemporaryError, match="comprehend refused: ThrottlingException"):
        Comprehend(client, ledger.purse()).ask(ENGLISH, ABOUT)

    assert ledger.micros == 0


def test_what_was_not_answered_in_time_may_have_cost_something(ledger: Ledger) -> None:
    client = FakeComprehend(failure=ReadTimeoutError(endpoint_url="https://comprehend.example"))

    with pytest.raises(TemporaryError, match="ReadTimeoutError"):
        Comprehend(client, ledger.purse()).ask(ENGLISH, ABOUT)

    assert ledger.micros == 300


def test_nothing_is_asked_once_the_month_is_spent(ledger: Ledger) -> None:
    client = FakeComprehend()

    with pytest.raises(TemporaryError, match="spent"):
        Comprehend(client, ledger.purse(0.0002)).ask(ENGLISH, ABOUT)

    assert client.calls == []


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"Sentiment": "FURIOUS"},
        {"Sentiment": None},
        {"Sentiment": "MIXED", "SentimentScore": {}},
        {"Sentiment": "MIXED", "SentimentScore": {"Mixed": float("nan")}},
    ],
)
def test_answer_of_another_shape_is_no_opinion(answer: dict[str, Any], ledger: Ledger) -> None:
    client = FakeComprehend()
    client.answer = answer

    with pytest.raises(PermanentError, match="another shape"):
        Comprehend(client, ledger.purse()).ask(ENGLISH, ABOUT)


def test_requests_and_answers_have_the_shape_that_aws_describes(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    client = answers.client("comprehend")
    scores = {"Positive": 0.01, "Negative": 0.95, "Neutral": 0.03, "Mixed": 0.01}

    with Stubber(client) as stub:
        stub.add_response(
            "detect_dominant_language",
            {"Languages": [{"LanguageCode": "ko", "Score": 0.99}]},
            {"Text": "최악이에요"},
        )
        stub.add_response(
            "detect_sentiment",
            {"Sentiment": "NEGATIVE", "SentimentScore": scores},
            {"Text": "최악이에요", "LanguageCode": "ko"},
        )
        opinion = Comprehend(client, ledger.purse()).ask("최악이에요", ABOUT)

    assert opinion.verdict is Verdict.BAD
