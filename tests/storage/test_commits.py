"""How writes reach DynamoDB: as cheaply as may be, and with an answer whatever it says."""

import pytest

from chalicelib.domain.changes import Change
from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.storage.commits import Write, write_all
from chalicelib.storage.escalation_items import item_of_escalation
from chalicelib.storage.failures import told_apart
from chalicelib.storage.mention_items import item_of_mention
from chalicelib.storage.mentions import DynamoMentionStore
from tests.domain.examples import a_mention, an_escalation

from .answers import answer, answering
from .conftest import KEEP_FOR

pytestmark = pytest.mark.usefixtures("tables")

CHANGE = Change(a_mention(), an_escalation())
WRITES = [
    Write(item_of_mention(a_mention(), KEEP_FOR)),
    Write(item_of_escalation(an_escalation(), KEEP_FOR)),
]


def test_item_alone_is_a_plain_put_and_several_are_one_transaction() -> None:
    mentions = DynamoMentionStore(KEEP_FOR)

    with answering() as calls:
        mentions.commit(Change(a_mention()))
        mentions.commit(Change(a_mention(version=2), an_escalation()))

    assert [call.name for call in calls] == ["PutItem", "TransactWriteItems"]


@pytest.mark.parametrize("reasons", [("ConditionalCheckFailed", "None"), ("None", "ConditionalCheckFailed")])
def test_transaction_whose_condition_fails_has_lost(reasons: tuple[str, str]) -> None:
    with answering(answer("TransactionCanceledException", reasons=reasons)) as calls:
        assert not DynamoMentionStore(KEEP_FOR).commit(CHANGE)

    assert len(calls) == 1


def test_condition_that_fails_decides_also_beside_a_conflict() -> None:
    reasons = ("TransactionConflict", "ConditionalCheckFailed")

    with answering(answer("TransactionCanceledException", reasons=reasons)) as calls:
        assert not DynamoMentionStore(KEEP_FOR).commit(CHANGE)

    assert len(calls) == 1


def test_meeting_another_transaction_is_tried_again() -> None:
    """An acknowledgement that meets the record of a notice must not be turned away."""
    conflict = answer("TransactionCanceledException", reasons=("TransactionConflict", "None"))

    with answering(conflict) as calls:
        assert write_all(WRITES, pauses_s=(0, 0))

    assert len(calls) == 2


def test_put_that_meets_a_transaction_is_tried_again() -> None:
    with answering(answer("TransactionConflictException"), answer("TransactionConflictException")) as calls:
        assert write_all(WRITES[:1], pauses_s=(0, 0))

    assert len(calls) == 3


def test_meeting_transactions_again_and_again_is_a_failure_for_now() -> None:
    conflicts = [answer("TransactionConflictException") for _ in range(3)]

    with (
        answering(*conflicts) as calls,
        pytest.raises(TemporaryError, match="TransactionConflict"),
        told_apart(),
    ):
        write_all(WRITES[:1], pauses_s=(0, 0))

    assert len(calls) == 3


@pytest.mark.parametrize("reason", ["ThrottlingError", "ProvisionedThroughputExceeded"])
def test_transaction_cancelled_for_want_of_capacity_may_be_tried_later(reason: str) -> None:
    cancelled = answer("TransactionCanceledException", reasons=(reason, "None"))

    with answering(cancelled), pytest.raises(TemporaryError, match=reason):
        DynamoMentionStore(KEEP_FOR).commit(CHANGE)


def test_transaction_that_makes_no_sense_is_never_tried_again() -> None:
    cancelled = answer("TransactionCanceledException", reasons=("ValidationError", "None"))

    with answering(cancelled), pytest.raises(PermanentError, match="ValidationError"):
        DynamoMentionStore(KEEP_FOR).commit(CHANGE)


def test_transaction_carries_a_token() -> None:
    """When an answer is lost, the SDK asks again with the same one, and we do not lose to ourselves."""
    with answering() as calls:
        DynamoMentionStore(KEEP_FOR).commit(CHANGE)

    assert calls[0].body["ClientRequestToken"]
