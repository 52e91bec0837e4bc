"""A text that somebody sends is short enough, and whole; a refusal says what to do."""

import pytest

from chalicelib.domain.texts import faults_of, is_torn


@pytest.mark.parametrize("text", ["", "x" * 10, "caf\u00e9 \U0001f600"])
def test_whole_text_of_bearable_length_has_no_faults(text: str) -> None:
    assert not list(faults_of("note", text, 10))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x" * 1_001, "must be at most 1,000 characters, not 1,001"),
        ("so \ud83d", "holds half a character (a broken emoji, perhaps): write it anew"),
        ("\udfff", "holds half a character (a broken emoji, perhaps): write it anew"),
    ],
)
def test_fault_is_told_with_what_to_do(text: str, reason: str) -> None:
    (fault,) = faults_of("note", text, 1_000)

    assert (fault.field, fault.reason) == ("note", reason)


def test_halves_are_torn_and_their_neighbours_are_not() -> None:
    assert [is_torn(sign) for sign in "\ud7ff\ud800\udfff\ue000"] == [False, True, True, False]
