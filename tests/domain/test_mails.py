"""A mail is a remark: who wrote what, and when, as far as a mail can be believed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.entries import Entry
from chalicelib.domain.mails import Mail, MailKind, remark_of
from chalicelib.domain.remarks import faults

from .examples import MINUTE, NOW


def a_mail(address: str | None = "joan@mail.example", **entry: object) -> Mail:
    said = {"title": "My lamp", "text": "It broke.", "author": "Joan Lee", "published_at": NOW, **entry}
    return Mail(Entry(**said), address, MailKind.PERSONAL)  # type: ignore[arg-type]


def test_mail_is_what_its_author_said_by_mail() -> None:
    remark = remark_of(a_mail(), NOW + MINUTE)

    assert (remark.channel, remark.title, remark.text) == (Channel.EMAIL, "My lamp", "It broke.")
    assert remark.author == "Joan Lee <joan@mail.example>", "an answer needs the address"
    assert remark.said_at == NOW
    assert (remark.watch_id, remark.url) == (None, None)


@pytest.mark.parametrize(
    ("dated", "believed"),
    [
        (NOW - timedelta(days=4), NOW - timedelta(days=4)),
        (NOW - timedelta(days=6), NOW),
        (NOW.replace(year=1970), NOW),
        (NOW + timedelta(hours=5), NOW),
        (None, NOW),
    ],
)
def test_date_that_no_mail_can_have_is_that_of_its_arrival(
    dated: datetime | None, believed: datetime
) -> None:
    """A wrong clock must not make today's complaint an old one."""
    assert remark_of(a_mail(published_at=dated), NOW).said_at == believed


@pytest.mark.parametrize(
    ("author", "address", "told"),
    [
        ("joan@mail.example", "joan@mail.example", "joan@mail.example"),
        (None, "joan@mail.example", "joan@mail.example"),
        ("Joan", None, "Joan"),
        (None, None, None),
        ("J" * 150, "joan@mail.example", f"{'J' * 80} <joan@mail.example>"),
        ("Joan", f"{'j' * 60}@{'m' * 60}.example", f"{'j' * 60}@{'m' * 39}"),
    ],
)
def test_author_is_name_and_address_as_far_as_they_fit(
    author: str | None, address: str | None, told: str | None
) -> None:
    assert remark_of(a_mail(address, author=author), NOW).author == told


def test_whatever_a_mail_holds_makes_a_remark_without_faults() -> None:
    hostile = a_mail(title="t" * 999, text="\ud800 x " * 9_999, author="\udfff" * 300)

    assert not list(faults(remark_of(hostile, NOW), NOW))


def test_mail_without_words_is_heard() -> None:
    """It may hold a picture of the broken lamp."""
    assert remark_of(a_mail(text=" "), NOW).text == "(a mail without words)"


def test_mail_of_which_nothing_can_be_read_is_none() -> None:
    nothing = Mail(Entry(), None, MailKind.PERSONAL)

    assert not nothing.is_readable
    assert a_mail(text="").is_readable
