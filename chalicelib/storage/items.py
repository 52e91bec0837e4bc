"""What the items of all tables have in common. Each store keeps its own beside it, with how they are read."""

from __future__ import annotations

from typing import Self

from pynamodb.connection import Connection
from pynamodb.models import Model

PRESENT = "y"  # the hash key of an index that asks only "is it in here?"
_MOST_KEY_BYTES = 2048


def is_key(text: str) -> bool:
    """Whether anything can be kept under this key. People ask for whatever stands in an address."""
    try:
        return 0 < len(text.encode()) <= _MOST_KEY_BYTES
    except UnicodeEncodeError:  # half of a character
        return False


class Connected:
    """How every table is reached. PynamoDB would wait 15 and 30 seconds: longer than people do."""

    table_name = "unbound"
    region: str | None = None
    host: str | None = None
    billing_mode = "PAY_PER_REQUEST"
    connect_timeout_seconds = 2
    read_timeout_seconds = 5
    max_retry_attempts = 2


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
