"""The canary presses the button behind its link, and says so when that does not work."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.network.guard import AddressGuard
from chalicelib.notifiers.canary import CanaryNotifier
from chalicelib.notifiers.posting import Answer, Post

from .examples import ACKNOWLEDGE, a_notice


@dataclass
class Page(Post):
    """Answers with this status."""

    status: int = 303
    pressed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(AddressGuard())

    def send(self, url: str, body: bytes, headers: object) -> Answer:
        self.pressed.append(url)
        return Answer(self.status, "")


@pytest.mark.parametrize("status", [200, 303])
def test_button_is_pressed(status: int) -> None:
    page = Page(status)

    CanaryNotifier(page).send(a_notice())

    assert page.pressed == [ACKNOWLEDGE]


@pytest.mark.parametrize("status", [404, 409, 500])
def test_page_that_does_not_take_it_is_tried_again(status: int) -> None:
    with pytest.raises(TemporaryError, match=f"status {status}"):
        CanaryNotifier(Page(status)).send(a_notice())


def test_notice_without_a_link_is_no_canary() -> None:
    with pytest.raises(PermanentError, match="no link"):
        CanaryNotifier(Page()).send(a_notice(acknowledge_url=None))
