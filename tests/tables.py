"""The tables as the models want them, for tests: created under moto, compared with the template, weighed."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what tells which attribute is the expiry.)

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from moto import mock_aws

from chalicelib.storage.items import Connected, Item, bind
from chalicelib.storage.tables import ITEMS
from ops.bench import sizes

REGION = "eu-central-1"
NAMES = {key: f"earshot-{key}" for key in ITEMS}


@contextmanager
def empty_tables() -> Iterator[None]:
    """All tables, empty, in moto's DynamoDB.

    Moto is not AWS: its indexes are never behind, two transactions never meet, nothing expires, and what it
    says of consumed capacity is wrong (hence `size_of`).
    """
    with mock_aws():
        if Connected.tables != NAMES:
            bind(NAMES, region=REGION)  # once: making a client takes longer than most tests
        for item in ITEMS.values():
            item.create_table()
        yield


def template_properties(item: type[Item]) -> dict[str, Any]:
    """What the template must say of this table, beside its protection. Lists stand in order of names."""
    schema = item._get_schema()
    properties: dict[str, Any] = {
        "BillingMode": getattr(item.Meta, "billing_mode", None),
        "AttributeDefinitions": sorted(schema["attribute_definitions"], key=lambda one: one["AttributeName"]),
        "KeySchema": _hash_first(schema["key_schema"]),
    }
    if indexes := schema["global_secondary_indexes"]:
        properties["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index["index_name"],
                "KeySchema": _hash_first(index["key_schema"]),
                "Projection": index["projection"],
            }
            for index in sorted(indexes, key=lambda index: index["index_name"])
        ]
    if expiry := item._ttl_attribute():
        properties["TimeToLiveSpecification"] = {"AttributeName": expiry.attr_name, "Enabled": True}
    return properties


def size_of(item: Item) -> int:
    """The item's size in bytes as AWS counts it: a write unit for each KB begun."""
    return sizes.size_of(item.serialize())


def _hash_first(keys: Sequence[Any]) -> list[Any]:
    return sorted(keys, key=lambda key: str(key["KeyType"]))
