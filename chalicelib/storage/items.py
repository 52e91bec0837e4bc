"""What the items of all tables have in common. Each store keeps its own beside it, with how they are read."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from threading import Lock
from typing import Self

from pynamodb.connection import Connection, TableConnection
from pynamodb.models import Model

PRESENT = "y"  # the hash key of an index that asks only "is it in here?"
_MOST_KEY_BYTES = 2048


def is_key(text: str) -> bool:
    """Whether anything can be kept under this key. People ask for whatever stands in an address."""
    try:
        return 0 < len(text.encode()) <= _MOST_KEY_BYTES
    except UnicodeEncodeError:  # half of a character
        return False


class _TableName:
    """What an item's table is called in our cloud. Raises KeyError while nobody has said so."""

    def __get__(self, none: object, meta: type[Connected]) -> str:
        return meta.tables[meta.table]


class Connected:
    """How every table is reached. PynamoDB would wait 15 and 30 seconds: longer than people do."""

    table: str  # its key in `tables`
    tables: Mapping[str, str] = {}
    table_name = _TableName()
    region: str | None = None
    host: str | None = None
    billing_mode = "PAY_PER_REQUEST"
    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2


_joining = Lock()
_shared: Connection | None = None


def bind(tables: Mapping[str, str], region: str | None = None, host: str | None = None) -> None:
    """Say which tables of which cloud hold the items, before any is used; nothing is called yet.

    `tables` names the table for what items call it. `region` and `host` default to what botocore finds out.
    """
    global _shared
    Connected.tables, Connected.region, Connected.host = tables, region, host
    _shared = None


class Item(Model):
    """What is kept under one key."""

    @classmethod
    def find(cls, key: str, consistent_read: bool = False) -> Self | None:
        """The item with this key, if there is one."""
        if not is_key(key):
            return None
        try:
            return cls.get(key, consistent_read=consistent_read)
        except cls.DoesNotExist:
            return None

    @classmethod
    def connection(cls) -> Connection:
        """What this table is reached through. A transaction needs it, and there is no public way to it."""
        return cls._get_connection().connection

    @classmethod
    def _get_connection(cls) -> TableConnection:
        with _joining:
            if cls._connection is None or cls._connection.connection is not _shared:
                cls._connection = None
                cls._connection = _joined(super()._get_connection())
            return cls._connection


def _joined(table: TableConnection) -> TableConnection:
    """Through the client that all share: PynamoDB would make one for each table, at some 50 ms of every cold
    start.
    """
    global _shared
    _shared = _shared or table.connection
    with suppress(ValueError):  # it knows the table, by what else lies in it
        _shared.add_meta_table(table.get_meta_table())
    table.connection = _shared
    return table
