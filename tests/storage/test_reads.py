"""Whoever reads more than it names is known, with the reason why it stays small however much there is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHALICELIB = Path(__file__).parents[2] / "chalicelib"
FEW = "people wrote them, and they are few"

# Reads of whole tables or indexes.
SCANS = {
    ("people", "DynamoPersonStore.all"): FEW,
    ("people", "DynamoTokenStore.all"): FEW,
    ("policies", "DynamoPolicyStore.all"): FEW,
    ("policies", "DynamoRotaStore.all"): FEW,
    ("watches", "DynamoWatchStore.all"): FEW,
    (
        "sources",
        "DynamoSourceStore.all",
    ): "a list that a person takes away, as OPML; never on the road of a mention",
    ("sources", "DynamoSourceStore.page"): "one read of a page for a person's list",
    ("sources", "DynamoSourceStore.due"): "after a sleep of hours, when most sources are due anyway",
}
# Reads of all that lies under one key.
QUERIES = {
    ("sources", "_in_slots"): "the sources that are due now, which is what is asked for",
    ("mentions", "DynamoMentionStore.history"): "one mention's lines",
    ("mentions", "DynamoMentionStore.deliveries"): "one mention's deliveries",
    ("mentions", "DynamoMentionStore.reached"): "read as it is asked for, between two times",
    ("mentions", "DynamoMentionStore.unqueued"): "what waits too long, which is next to nothing",
    ("mentions", "DynamoMentionStore.overdue"): "what is due by now",
    ("mentions", "DynamoMentionStore.undelivered"): "what is due by now",
    ("pages", "_read_before"): "a page of a day",
    ("pulses", "DynamoPulseStore.stormy"): "storms that are to be looked at by now",
    ("subscribers", "DynamoSubscriberStore.all"): FEW,
    ("subscribers", "DynamoSubscriberStore.due"): "digests that are due by now",
    ("viewers", "DynamoViewerStore.at"): "so many at most of those at one mention",
}


def _calls(name: str) -> Iterator[tuple[str, str]]:
    """Where a method of this name is called: the module, and the function with its class."""
    for path in sorted(CHALICELIB.rglob("*.py")):
        for place, node in _functions(ast.parse(path.read_text("utf-8"))):
            called = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
            if any(isinstance(each, ast.Attribute) and each.attr == name for each in called):
                yield path.stem, place


def _functions(tree: ast.AST, within: str = "") -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{node.name}.")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield within + node.name, node


@pytest.mark.parametrize(("method", "known"), [("scan", SCANS), ("query", QUERIES)])
def test_whatever_reads_more_than_it_names_has_a_reason(
    method: str, known: dict[tuple[str, str], str]
) -> None:
    """A new one is named here, with what bounds it; or it reads by keys."""
    assert set(_calls(method)) == set(known)


@pytest.mark.parametrize("name", ["Scan", "Query"])
def test_nobody_goes_past_the_stores(name: str) -> None:
    """In DynamoDB's own words it would be seen by nobody above."""
    worded = [
        path.stem
        for path in CHALICELIB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and any(isinstance(a, ast.Constant) and a.value == name for a in node.args)
    ]

    assert not worded
