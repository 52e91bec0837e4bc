"""Tokens: words, signs and names, each knowing where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.judging.tokens import NAME, tokens


def _words(text: str, *names: str) -> list[str]:
    return [token.low for token in tokens(text, names)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It doesn't work!!!", ["it", "doesnt", "work", "!"]),
        ("doesn\u2019t", ["doesnt"]),
        ("f*** this sh*t", ["f***", "this", "sh*t"]),
        ("sooooo good :-)", ["sooo", "good", ":-)"]),
        ("so-so, 3.5 stars...", ["so-so", ",", "3.5", "stars", "…"]),
        ("#fail #Angry", ["#fail", "angry"]),
        ("see https://example.com/bad?x=1 now", ["see", "https://example.com/bad?x=1", "now"]),
        ("love it ❤️😡", ["love", "it", "❤", "😡"]),
        ("Why?!", ["why", "?"]),
    ],
)
def test_text_is_cut_as_people_write(text: str, words: list[str]) -> None:
    assert _words(text) == words


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("ask acme now", "Acme"),
        ("ask Acme's now", "Acme"),
        ("ask #acme now", "Acme"),
        ("ask @ACME now", "Acme"),
        ("ask Acme  Corp now", "Acme Corp"),
        ("ask O\u2019Neill now", "O'Neill"),
        ("ask C++ now", "C++"),
    ],
)
def test_name_is_one_token_however_it_is_written(text: str, name: str) -> None:
    assert _words(text, name) == ["ask", NAME, "now"]


def test_name_inside_another_word_is_not_the_name() -> None:
    assert NAME not in _words("Pacmen and acmeology", "Acme")


def test_name_is_found_in_a_script_without_spaces() -> None:
    assert NAME in _words("昨日Acmeのケトルを買いました", "Acme")


@given(st.text(), st.lists(st.text(max_size=8), max_size=3))
def test_tokens_stand_in_order_and_inside_the_text(text: str, names: list[str]) -> None:
    found = tokens(text, names)

    ends = [0] + [token.end for token in found]
    assert all(before <= token.start < token.end for before, token in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)
