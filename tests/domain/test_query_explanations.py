"""A query in plain words."""

from __future__ import annotations

import pytest
from hypothesis import given

from chalicelib.domain.query_explanations import explain
from chalicelib.domain.query_trees import Tree
from chalicelib.parsing.queries import parse
from tests.domain.test_query_trees import trees


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("acme", "“acme”"),
        ("acme*", "words that begin with “acme”"),
        ("case:Acme", "“Acme”, in exactly these capitals"),
        ("acme OR globex", "one of “acme”, “globex”"),
        ("acme near/5 lamp", "“acme”, at most 5 words away from “lamp”"),
        ("acme near/1 lamp", "“acme”, right beside “lamp”"),
        ("acme onear/1 lamp", "“acme”, followed at once by “lamp”"),
        ("acme onear/4 (lamp OR desk)", "“acme”, followed within 4 words by one of “lamp”, “desk”"),
        ("author:joan", "in the author's name “joan”"),
        ("site:blog.example", "it is said at blog.example"),
        (
            "acme -pie title:(a b)",
            "all of these:\n  - “acme”\n  - not “pie”\n"
            "  - in the title all of these:\n      - “a”\n      - “b”",
        ),
        (
            "kind:(reddit NOT (phone OR chat)) OR x",
            "at least one of these:\n"
            "  - all of these:\n"
            "      - it was heard through a source of kind reddit\n"
            "      - not at least one of these:\n"
            "          - it was heard through a source of kind phone\n"
            "          - it was heard through a source of kind chat\n"
            "  - “x”",
        ),
        ("x site:(NOT blog.example)", "all of these:\n  - “x”\n  - not it is said at blog.example"),
        ("link:(a.example OR b.example)", "at least one of these:\n  - its words show a link to a.example\n"
         "  - its words show a link to b.example"),
    ],
)  # fmt: skip
def test_query_is_said_in_words(query: str, said: str) -> None:
    assert explain(parse(query).tree) == said


@given(trees)
def test_every_query_can_be_explained(tree: Tree) -> None:
    assert explain(tree)
