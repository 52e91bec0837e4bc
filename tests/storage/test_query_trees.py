"""Queries come back from storage as they went, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given

from chalicelib.domain.query_trees import Tree
from chalicelib.errors import PermanentError
from chalicelib.parsing.queries import parse
from chalicelib.storage.query_trees import TreeAttribute
from tests.domain.test_query_trees import trees


def _attribute() -> TreeAttribute:
    attribute = TreeAttribute()
    attribute.attr_name = "query_tree"
    return attribute


@given(trees)
def test_tree_comes_back_whole(tree: Tree) -> None:
    assert _attribute().deserialize(_attribute().serialize(tree)) == tree


def test_plain_terms_are_short() -> None:
    tree = parse("acme near/5 lamp").tree

    assert _attribute().serialize(tree) == '{"near":["acme","lamp"],"distance":5,"ordered":false}'


@pytest.mark.parametrize(
    "written",
    [
        "",
        "{",
        "1",
        "[]",
        '""',
        "{}",
        '{"xor":["a","b"]}',
        '{"not":"a","always":true}',
        '{"field":"mood","part":"a"}',
        '{"near":["a",{"not":"b"}],"distance":5,"ordered":false}',
        '{"near":["a","b"],"distance":0,"ordered":false}',
        '{"not":' * 3000 + '"a"' + "}" * 3000,
    ],
)
def test_what_a_newer_version_wrote_is_not_taken_for_something_else(written: str) -> None:
    with pytest.raises(PermanentError, match="'query_tree' is unknown"):
        _attribute().deserialize(written)
