"""How large an item of DynamoDB is as AWS counts it, and what reading it consumes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_A_READ = 4096  # bytes


def size_of(item: Mapping[str, Mapping[str, Any]]) -> int:
    """Its size in bytes, as DynamoDB's own JSON has it: a write unit for each KB begun."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def read_units(sizes: list[int], absent: int, is_consistent: bool) -> float:
    """What reading items one by one consumes: those of these sizes, and so many that are not there."""
    pages = sum(max(1, -(-size // _A_READ)) for size in sizes) + absent
    return pages if is_consistent else pages / 2


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
            return 3 + size_of(value) + len(value)
        case _:
            return 1
