"""How large an item of DynamoDB is as AWS counts it, and what reading and writing it consume.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Mapping
from typing import Any

_A_READ = 4096  # bytes
_A_WRITE = 1024


def size_of(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Its size in bytes. Raises KeyError for a kind of value that Earshot keeps nowhere."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def read_units(sizes: list[int], absent: int, is_consistent: bool) -> float:
    """What reading items one by one consumes: those of these sizes, and so many that are not there."""
    begun = sum(_begun(size, _A_READ) for size in sizes) + absent
    return begun if is_consistent else begun / 2


def page_units(sizes: Iterable[int], is_consistent: bool) -> float:
    """What reading a page of a query or a scan consumes: its items together."""
    begun = _begun(sum(sizes), _A_READ)
    return begun if is_consistent else begun / 2


def write_units(size: int) -> int:
    """What writing an item of this size consumes."""
    return _begun(size, _A_WRITE)


def _begun(size: int, part: int) -> int:
    return max(1, -(-size // part))


def _value_size(typed: Mapping[str, Any]) -> int:
    [(kind, value)] = typed.items()
    match kind:
        case "S":
            return len(value.encode())
        case "B":
            return len(value if isinstance(value, bytes) else b64decode(value))
        case "N":
            return len(value.strip("-").replace(".", "").strip("0")) // 2 + 2
        case "L":
            return 3 + sum(1 + _value_size(member) for member in value)
        case "M":
            return 3 + size_of(value) + len(value)
        case "BOOL" | "NULL":
            return 1
        case _:
            raise KeyError(kind)
