"""How items of several tables are read in one batch, also when DynamoDB leaves some of them over."""

from typing import Any

import pytest

from chalicelib.domain.changes import Change
from chalicelib.errors import TemporaryError
from chalicelib.storage.batches import Wanted, read_together
from chalicelib.storage.mention_items import MentionItem
from chalicelib.storage.mentions import DynamoMentionStore
from chalicelib.storage.traces import TraceItem
from tests.domain.examples import a_mention
from tests.tables import NAMES

from .answers import answer, answering, worded
from .conftest import KEEP_FOR

pytestmark = pytest.mark.usefixtures("tables")

WANTED = [Wanted(MentionItem, [a_mention().id], True), Wanted(TraceItem, ["words:x"], False)]
ASKED = {
    NAMES["mentions"]: {"Keys": [{"id": {"S": a_mention().id}}], "ConsistentRead": True},
    NAMES["traces"]: {"Keys": [{"id": {"S": "words:x"}}], "ConsistentRead": False},
}


def _left(asked: dict[str, Any]) -> Any:
    return worded(200, {"Responses": {}, "UnprocessedKeys": asked})


def test_all_tables_are_asked_in_one_request_and_nothing_for_nothing() -> None:
    with answering() as calls:
        assert read_together(WANTED) == []
        assert read_together([Wanted(MentionItem, (), True), Wanted(TraceItem, ["words:x"], False)]) == []
        assert read_together([Wanted(MentionItem, (), True)]) == []

    assert [set(call.body["RequestItems"]) for call in calls] == [set(ASKED), {NAMES["traces"]}]
    assert calls[0].body["RequestItems"] == ASKED


def test_what_is_left_over_is_asked_for_again() -> None:
    DynamoMentionStore(KEEP_FOR).commit(Change(a_mention()))
    rest = {NAMES["mentions"]: ASKED[NAMES["mentions"]]}

    with answering(_left(rest)) as calls:
        [found] = read_together(WANTED, pauses_s=(0, 0))

    assert isinstance(found, MentionItem)
    assert [call.body["RequestItems"] for call in calls] == [ASKED, rest]


def test_what_is_left_over_again_and_again_is_a_failure_for_now() -> None:
    with answering(*[_left(ASKED)] * 3) as calls, pytest.raises(TemporaryError, match="left items unread"):
        read_together(WANTED, pauses_s=(0, 0))

    assert len(calls) == 3


def test_refusal_is_told_apart() -> None:
    with answering(answer("AccessDeniedException")), pytest.raises(TemporaryError, match="BatchGetItem"):
        DynamoMentionStore(KEEP_FOR).gather([a_mention().id], (), surely=False)
