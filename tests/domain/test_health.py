"""What is late is said, and what it means."""

import pytest

from chalicelib.domain.health import Late, Signs, late
from chalicelib.domain.polling import minute_of

from .examples import NOW

WELL = Signs(planned=minute_of(NOW), unqueued=0, overdue=0, undelivered=0)


def test_all_is_well_while_nothing_is_late() -> None:
    assert list(late(WELL, NOW)) == []


def test_what_was_never_planned_is_not_late() -> None:
    assert list(late(Signs(None, 0, 0, 0), NOW)) == []


@pytest.mark.parametrize(
    ("signs", "what", "number"),
    [
        (Signs(minute_of(NOW) - 6, 0, 0, 0), "plan", 6),
        (Signs(minute_of(NOW), 3, 0, 0), "escalations", 3),
        (Signs(minute_of(NOW), 0, 2, 0), "steps", 2),
        (Signs(minute_of(NOW), 0, 0, 1), "deliveries", 1),
    ],
)
def test_what_is_late_is_named_and_counted(signs: Signs, what: str, number: int) -> None:
    (found,) = late(signs, NOW)

    assert isinstance(found, Late)
    assert (found.what, found.number) == (what, number)
