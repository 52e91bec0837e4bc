"""Partial batch responses: what failed comes again, what succeeded does not."""

from collections.abc import Sequence

from chalicelib.batches import each, together


def _record(number: int, body: str, group: str = "g") -> dict[str, object]:
    group_id = {"MessageGroupId": group}
    return {"messageId": f"m{number}", "body": body, "attributes": group_id, "receiptHandle": f"r{number}"}


def _soon(receipts: Sequence[str]) -> None:
    """Nobody waits in these tests."""


def _failed(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_message_that_fails_is_given_back_and_disturbs_no_other() -> None:
    done = []

    def act(body: str) -> None:
        if body == "bad":
            raise ValueError("bad")
        done.append(body)

    answer = each([_record(1, "a"), _record(2, "bad"), _record(3, "c")], act)

    assert _failed(answer) == ["m2"]
    assert done == ["a", "c"]


def test_orders_that_failed_are_given_back() -> None:
    records = [_record(1, "1"), _record(2, "2"), _record(3, "3")]

    answer = together(records, int, lambda orders: [order for order in orders if order == 2], _soon)

    assert _failed(answer) == ["m2"]


def test_unreadable_message_is_given_back_with_the_later_ones_of_its_group() -> None:
    seen: list[int] = []

    def act(orders: Sequence[int]) -> Sequence[int]:
        seen.extend(orders)
        return ()

    records = [_record(1, "1"), _record(2, "x"), _record(3, "3"), _record(4, "4", group="other")]

    assert _failed(together(records, int, act, _soon)) == ["m2", "m3"]
    assert seen == [1, 4]


def test_same_order_in_two_messages_fails_or_succeeds_for_both() -> None:
    assert _failed(together([_record(1, "1"), _record(2, "1")], int, lambda orders: {1}, _soon)) == [
        "m1",
        "m2",
    ]


def test_messages_given_back_are_asked_for_again_soon() -> None:
    again: list[str] = []

    together([_record(1, "1"), _record(2, "2")], int, lambda orders: {2}, again.extend)

    assert again == ["r2"]


def test_when_all_succeeded_nothing_is_asked_for_again() -> None:
    asked: list[Sequence[str]] = []

    together([_record(1, "1")], int, lambda orders: (), asked.append)

    assert asked == []


def test_batch_that_fails_as_a_whole_is_given_back_and_asked_for_again_soon() -> None:
    again: list[str] = []

    def act(orders: Sequence[int]) -> Sequence[int]:
        raise RuntimeError("the store does not answer")

    answer = together([_record(1, "1"), _record(2, "2")], int, act, again.extend)

    assert _failed(answer) == ["m1", "m2"]
    assert again == ["r1", "r2"]
