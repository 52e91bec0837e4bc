"""The tables are what the stores expect, and are reached through one client."""

import pytest

from chalicelib.storage.items import bind
from chalicelib.storage.tables import ITEMS
from tests.tables import NAMES, REGION, empty_tables, template_properties


@pytest.mark.usefixtures("tables")
def test_all_tables_share_one_client() -> None:
    """Each client takes some 50 ms of a cold start."""
    clients = {id(item.connection().client) for item in ITEMS.values()}

    assert len(clients) == 1


def test_waits_for_an_answer_are_short() -> None:
    for item in ITEMS.values():
        assert (item.Meta.connect_timeout_seconds, item.Meta.read_timeout_seconds) == (2, 5)


def test_binding_again_leads_to_other_tables() -> None:
    bind({key: f"other-{key}" for key in ITEMS}, region="us-east-1", host="http://127.0.0.1:1")

    connections = {item.connection() for item in ITEMS.values()}
    bind(NAMES, region=REGION)

    assert {(connection.region, connection.host) for connection in connections} == {
        ("us-east-1", "http://127.0.0.1:1")
    }
    assert {item.connection().region for item in ITEMS.values()} == {REGION}
    with empty_tables():
        assert all(item.exists() for item in ITEMS.values())


def test_table_that_nobody_named_is_missed_at_once() -> None:
    bind({key: key for key in ITEMS if key != "history"})

    with pytest.raises(KeyError, match="history"):
        ITEMS["history"].connection()
    bind(NAMES, region=REGION)


def test_shape_is_told_in_the_words_of_the_template() -> None:
    assert template_properties(ITEMS["escalations"]) == {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": "due", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "S"},
            {"AttributeName": "mention_id", "AttributeType": "S"},
        ],
        "KeySchema": [{"AttributeName": "mention_id", "KeyType": "HASH"}],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "due-index",
                "KeySchema": [
                    {"AttributeName": "due", "KeyType": "HASH"},
                    {"AttributeName": "due_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "TimeToLiveSpecification": {"AttributeName": "expires", "Enabled": True},
    }
