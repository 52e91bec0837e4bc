"""Which judge is asked is a setting; who follows mentions is declared."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from chalicelib import parts
from chalicelib.errors import PermanentError
from chalicelib.judging.bedrock import Bedrock
from chalicelib.judging.comprehend import Comprehend
from chalicelib.judging.second_opinions import SecondOpinions
from chalicelib.judging.trained import TrainedJudge

from .test_settings import LEAST


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Parts made from the settings of each test, in a region without an account."""
    made = (parts.settings, parts.judge, parts.adviser, parts.notifier, parts.follower, parts.client)
    for name, value in {**LEAST, "AWS_DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(name, value)
    for part in made:
        part.cache_clear()
    yield
    for part in made:
        part.cache_clear()


def test_nobody_else_is_asked_by_default() -> None:
    said, about = "Acme never answered", ["Acme"]

    assert parts.judge().judge(said, about) == TrainedJudge().judge(said, about)


@pytest.mark.parametrize(("name", "kind"), [("comprehend", Comprehend), ("bedrock", Bedrock)])
def test_chosen_judge_stands_behind_the_embedded_one(
    name: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EARSHOT_JUDGE", name)
    monkeypatch.setattr(parts, "budgets", lambda: None)  # binding tables would outlast this test

    assert isinstance(parts.judge(), SecondOpinions)
    assert isinstance(parts.adviser(name), kind)


def test_judge_that_does_not_exist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EARSHOT_JUDGE", "oracle")
    monkeypatch.setattr(parts, "budgets", lambda: None)

    with pytest.raises(PermanentError, match="there is no judge 'oracle'"):
        parts.judge()


@pytest.mark.parametrize(
    ("name", "follows"), [("pagerduty", True), ("webhook", True), ("email", False), ("pigeon", False)]
)
def test_who_declares_to_follow_mentions_is_a_follower(name: str, follows: bool) -> None:
    assert (parts.follower(name) is not None) == follows
