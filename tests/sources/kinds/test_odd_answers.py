"""Answers that are not quite JSON, or that say only in words how long to wait."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from chalicelib.sources.kinds.odd_answers import wait_in_words, wait_of, without_stray_escapes


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (rb'{"a": "it\'s"}', "it's"),
        (rb'{"a": "a\_b"}', "a_b"),
        (rb'{"a": "back\\slash"}', "back\\slash"),
        (rb'{"a": "back\\\'slash"}', "back\\'slash"),
        (rb'{"a": "\u00e9\n\"q\""}', 'é\n"q"'),
    ],
)
def test_backslashes_that_escape_nothing_are_dropped_and_others_kept(written: bytes, meant: str) -> None:
    assert json.loads(without_stray_escapes(written)) == {"a": meant}


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("try again in 30 seconds", timedelta(seconds=30)),
        ("more requests available in 67194 seconds", timedelta(seconds=67194)),
        ("one request every 5 seconds", timedelta(seconds=5)),
        ("wait 1 second", timedelta(seconds=1)),
        ("wait 999999999 seconds", timedelta(days=7)),
        ("slow down", None),
        ("", None),
    ],
)
def test_wait_is_found_in_words(said: str, wait: timedelta | None) -> None:
    assert wait_in_words(said) == wait


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(None, None), (-1, None), (0, timedelta(0)), (60, timedelta(minutes=1)), (10**30, timedelta(days=7))],
)
def test_wait_stays_within_reason(seconds: int | None, wait: timedelta | None) -> None:
    assert wait_of(seconds) == wait
