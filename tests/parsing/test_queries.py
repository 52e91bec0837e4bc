"""Parsing: text and tree say the same, and what is no query is refused where, why, and with advice."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.query_texts import to_text
from chalicelib.domain.query_trees import (
    LEAST_BEGINNING,
    And,
    Field,
    FieldName,
    Near,
    Not,
    Or,
    Term,
    Tree,
    within,
)
from chalicelib.errors import UnreadableQuery
from chalicelib.parsing.queries import parse
from tests.domain.test_query_trees import trees

_ACME, _PIE, _LAMP = Term("acme"), Term("pie"), Term("lamp")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("acme lamp", And((_ACME, _LAMP))),
        ("acme lamp OR pie", Or((And((_ACME, _LAMP)), _PIE))),
        ("acme -pie", And((_ACME, Not(_PIE)))),
        ("acme NOT lamp near/3 pie", And((_ACME, Not(Near(_LAMP, _PIE, 3))))),
        ("acme ONEAR/3 (lamp|pie)", Near(_ACME, Or((_LAMP, _PIE)), 3, True)),
        ("Title: (acme lamp)", Field(FieldName.TITLE, And((_ACME, _LAMP)))),
        ('case:"Red  Widg*"', Term("Red Widg", begins=True, exact_case=True)),
        ("acme\n OR\tpie", Or((_ACME, _PIE))),
    ],
)
def test_text_means_its_tree(text: str, tree: Tree) -> None:
    assert parse(text).tree == tree
    assert parse(text).text == text


_odd_terms = st.builds(
    Term,
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8).map(
        lambda text: " ".join(f"x{text}".split())
    ),
)


def _can_be_written(tree: Tree) -> bool:
    """What people write has no wildcard behind a letter or two."""
    terms = (each for each in within(tree) if isinstance(each, Term))
    return not any(term.begins and len(term.phrase) < LEAST_BEGINNING for term in terms)


@settings(max_examples=400)
@given(trees.filter(_can_be_written) | _odd_terms)
def test_every_tree_written_as_text_is_read_as_the_same_tree(tree: Tree) -> None:
    whole = And((_ACME, tree))

    assert parse(to_text(whole)).tree == whole


@pytest.mark.parametrize(
    ("text", "line", "column", "advice"),
    [
        ("", 1, 1, "the query is empty"),
        ("  \n ", 1, 1, "the query is empty"),
        ('acme "red widget', 1, 6, "no partner"),
        ("acme “red widget", 1, 6, "no partner"),
        ("acme (lamp OR pie", 1, 6, "never closed"),
        ("acme\nOR (lamp", 2, 4, "never closed"),
        ("acme)", 1, 5, "closes nothing"),
        ("acme ()", 1, 6, "nothing between these parentheses"),
        ('acme ""', 1, 6, "nothing between these quotation marks"),
        ("acme OR", 1, 6, "OR joins two things, and there is none after it"),
        ("OR acme", 1, 1, "OR joins two things, and there is none before it"),
        ("(acme OR) lamp", 1, 7, "none after it"),
        ("acme OR OR lamp", 1, 6, "none after it"),
        ("acme NOT", 1, 6, "NOT needs something behind it"),
        ("acme near lamp", 1, 6, "near/5"),
        ("acme near/ lamp", 1, 6, "near/5"),
        ("acme near/5", 1, 6, "near joins two things"),
        ("near/5 acme", 1, 1, "near joins two things"),
        ("acme near/0 lamp", 1, 6, "from 1 to 100"),
        ("acme near/101 lamp", 1, 6, "from 1 to 100"),
        ("acme near/5 (lamp pie)", 1, 6, "between words"),
        ("acme near/5 NOT lamp", 1, 6, "near joins two things"),
        ("acme near/5 lamp near/5 pie", 1, 18, "a near/5 b AND b near/5 c"),
        ("titel:acme", 1, 1, "did you mean title:"),
        ("re:invent", 1, 1, "there are title:, author:, site:"),
        ("title:", 1, 1, "needs a word"),
        ("title:author:joan", 1, 1, "cannot stand within"),
        ("site:blog*", 1, 1, "plain values"),
        ("case:(a b)", 1, 1, "case: takes one word"),
        ("acme la*mp", 1, 8, "at its end"),
        ('acme "la*mp"', 1, 9, "at its end"),
        ("acme *", 1, 6, "at its end"),
        ("la*", 1, 1, "at least 3 letters"),
        ("acme, lamp", 1, 5, "write OR or AND"),
        ("acme - lamp", 1, 6, "is no word"),
        ("acme \u200b\u200b", 1, 6, "can be seen"),
        ("NOT acme", 1, 1, "nearly every text"),
        ("acme OR NOT lamp", 1, 1, "nearly every text"),
        ("title:(NOT acme)", 1, 1, "nearly every text"),
        ("lang:en", 1, 1, "nearly every text"),
        ("lang:en -acme", 1, 1, "nearly every text"),
        ("(" * 45 + "acme" + ")" * 45 + " " + "NOT " * 45 + "x", 1, 116, "nested more than"),
        ("x" * 10_001, 1, 10_001, "longer than 10,000"),
    ],
)
def test_what_is_no_query_is_refused_with_place_and_advice(
    text: str, line: int, column: int, advice: str
) -> None:
    with pytest.raises(UnreadableQuery, match=advice.replace("(", r"\(")) as refused:
        parse(text)

    assert (refused.value.line, refused.value.column) == (line, column)


def test_caret_stands_below_what_is_meant() -> None:
    with pytest.raises(UnreadableQuery) as refused:
        parse("acme\nlamp OR titel:x")

    assert str(refused.value).splitlines()[1:] == ["  lamp OR titel:x", "          ^"]


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from([*'ab"()* :-,|\\\n“”', " or ", " not ", " near/2 ", "title:", "abc*"]), max_size=20
    ).map("".join)
)
def test_whatever_is_typed_is_a_query_or_refused_in_words(text: str) -> None:
    try:
        query = parse(text)
    except UnreadableQuery:
        return

    assert parse(to_text(query.tree)).tree == query.tree


def test_longest_query_is_read_in_reasonable_time() -> None:
    text = " OR ".join(f'"word{number} more"' for number in range(550))[:9_900].rpartition(" OR ")[0]

    start = time.process_time()
    tree = parse(text).tree

    assert isinstance(tree, Or)
    assert time.process_time() - start < 5
