"""What was said to us directly is told as people say it: by phone, at the counter."""

from __future__ import annotations

import pytest

from chalicelib.domain.channels import Channel
from chalicelib.domain.mentions import Sighting
from chalicelib.domain.notices import Notice
from chalicelib.notifiers import email, sns
from chalicelib.notifiers.wording import worded
from tests.domain.examples import NOW

from .examples import FakeClient, a_notice


def told(channel: Channel, url: str | None = None) -> Notice:
    sightings = (Sighting(channel.source_id, url, NOW),)
    return a_notice(mention={"url": url, "sightings": sightings}, sources={})


@pytest.mark.parametrize("channel", Channel)
def test_mail_says_how_it_was_said(channel: Channel) -> None:
    client = FakeClient()
    email.EmailNotifier(client, "earshot@larkfield.example").send(told(channel))

    raw = client.calls[0]["Content"]["Raw"]["Data"].decode()
    assert f"Joan {channel.words}" in raw
    assert f"Said to us {channel.words}" in raw
    assert "hosted" not in raw


def test_subject_has_no_place_to_be_on() -> None:
    assert email.subject(worded(told(Channel.PHONE))) == 'Larkfield: "My lamp" by phone'


def test_topic_is_told_the_same() -> None:
    client = FakeClient()
    sns.TopicNotifier(client, "arn:topic").send(told(Channel.COUNTER))

    assert client.calls[0]["Subject"] == "Larkfield: bad, at the counter"
    assert client.calls[0]["Message"].startswith("Larkfield: Joan at the counter\n")


def test_address_of_a_ticket_is_a_link_and_no_place() -> None:
    words = worded(told(Channel.CHAT, "https://help.example/7"))

    assert (words.on, words.place) == ("", "in a chat")
    assert words.original
    assert words.original.host == "help.example"


def test_what_was_said_elsewhere_is_still_on_a_place() -> None:
    words = worded(a_notice())

    assert (words.on, words.place) == ("on ", "blog.example")
