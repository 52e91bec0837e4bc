"""The tables as the models want them, for tests: created under moto, compared with the template, weighed."""

# mypy: allow-untyped-calls
# (PynamoDB does not type what tells which attribute is the expiry.)

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from moto import mock_aws

from chalicelib.storage.items import Item
from chalicelib.storage.tables import ITEMS, bind

REGION = "eu-central-1"
NAMES = {key: f"earshot-{key}" for key in ITEMS}


@contextmanager
def empty_tables() -> Iterator[None]:
    """All tables, empty, in moto's DynamoDB.

    Moto is not AWS: its indexes are never behind, two transactions never meet, nothing expires, and what it
    says of consumed capacity is wrong (hence `size_of`).
    """
    with mock_aws():
        if any(item.Meta.table_name != NAMES[key] for key, item in ITEMS.items()):
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
    """The item's size in bytes as AWS counts it: a write unit for each KB begun.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    return _map_size(item.serialize())


def _hash_first(keys: Sequence[Any]) -> list[Any]:
    return sorted(keys, key=lambda key: str(key["KeyType"]))


def _map_size(members: Mapping[str, Mapping[str, Any]]) -> int:
    return sum(len(name.encode()) + _value_size(value) for name, value in members.items())


def _value_size(typed: Mapping[str, Any]) -> int:
    [(kind, value)] = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "B":
            return len(value)
        case "N":
            return len(value.strip("-").replace(".", "").strip("0")) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_size(member) for member in value)
        case "M":
            return 3 + _map_size(value) + len(value)
        case _:
            return 1
