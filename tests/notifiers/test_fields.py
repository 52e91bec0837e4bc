"""What is wrong with a destination's key is said when it is set, in words, and without repeating it."""

from __future__ import annotations

import base64

import pytest

from chalicelib import notifiers

WHSEC = "whsec_" + base64.b64encode(b"k" * 24).decode()


@pytest.mark.parametrize(
    ("notifier", "fields"),
    [
        ("slack", {"url": "https://hooks.slack.com/services/T0/B0/abc"}),
        ("slack", {"token": "xoxb-1234567890-abc", "channel": "C012AB3CD"}),
        (
            "slack",
            {
                "token": "xoxb-1234567890-abc",
                "channel": "G012AB3CD",
                "signing_secret": "8f742231b10e8888abcd99yyyzzz85a5",
                "people": '{"U012AB3CD": "ann"}',
            },
        ),
        (
            "teams",
            {
                "url": "https://default1.2e.environment.api.powerplatform.com:443/powerautomate/x/invoke?api-version=1&sig=a"
            },
        ),
        ("teams", {"url": "https://prod-23.westeurope.logic.azure.com:443/workflows/1/triggers/x?sig=a"}),
        ("discord", {"url": "https://discord.com/api/webhooks/1/abc"}),
        ("pagerduty", {"routing_key": "a1B2" * 8, "region": "eu"}),
        ("webhook", {"url": "https://crm.example/in", "secret": WHSEC}),
        ("webhook", {"url": "http://127.0.0.1:8080/in", "secret": WHSEC, "old_secret": WHSEC}),
    ],
)
def test_key_as_its_service_gives_it_is_taken(notifier: str, fields: dict[str, str]) -> None:
    assert notifiers.declared(notifier).wrong_with(fields) == ()


@pytest.mark.parametrize(
    ("notifier", "fields", "said"),
    [
        ("slack", {}, "url is missing"),
        ("slack", {"token": "xoxb-1234567890-abc"}, "channel is missing"),
        ("slack", {"url": "https://hooks.slack.com/x", "tokn": "1"}, "tokn is unknown"),
        ("slack", {"url": "http://hooks.slack.com/x"}, "url must be an https address"),
        (
            "slack",
            {"url": "https://hooks.slack.com.evil.example/x"},
            "url must be an address at hooks.slack.com",
        ),
        (
            "slack",
            {"url": "https://evil.example/hooks.slack.com"},
            "url must be an address at hooks.slack.com",
        ),
        ("slack", {"url": "hooks.slack.com"}, "url cannot be used"),
        ("slack", {"token": "xoxp-1234567890", "channel": "C012AB3CD"}, "token must be a bot's token"),
        ("slack", {"token": "xoxb-1234567890", "channel": "#support"}, "channel must be a channel's ID"),
        ("slack", {"url": "https://hooks.slack.com/x", "people": "{"}, "people must be a JSON object"),
        ("slack", {"url": "https://hooks.slack.com/x", "people": '{"ann": "U1"}'}, "people must be a JSON"),
        (
            "slack",
            {"url": "https://hooks.slack.com/x", "people": '{"U012AB3CD": 1}'},
            "people must be a JSON",
        ),
        (
            "teams",
            {"url": "https://x.webhook.office.com/a"},
            "url must be an address at api.powerplatform.com or",
        ),
        (
            "teams",
            {"url": "https://evillogic.azure.com/a"},
            "url must be an address at api.powerplatform.com or",
        ),
        ("discord", {"url": "https://discord.com.evil.example/"}, "url must be an address at discord.com"),
        ("pagerduty", {"routing_key": "short"}, "routing_key must be the integration key"),
        ("pagerduty", {"routing_key": "a" * 32, "region": "mars"}, "region must be us or eu"),
        ("webhook", {"url": "http://crm.example/", "secret": WHSEC}, "url must be an https address"),
        ("webhook", {"url": "https://a:b@crm.example/", "secret": WHSEC}, "url cannot be used"),
        ("webhook", {"url": "https://crm.example/"}, "secret is missing"),
        (
            "webhook",
            {"url": "https://crm.example/", "secret": "abc"},
            "secret must be whsec_ and 24 to 64 bytes",
        ),
        ("webhook", {"url": "https://crm.example/", "secret": "whsec_ü"}, "secret must be whsec_"),
        ("webhook", {"url": "https://crm.example/", "secret": "whsec_" + "a" * 8}, "secret must be whsec_"),
    ],
)
def test_key_that_cannot_work_is_refused_in_words(notifier: str, fields: dict[str, str], said: str) -> None:
    wrong = notifiers.declared(notifier).wrong_with(fields)

    assert any(said in words for words in wrong), wrong
    assert not any(value in words for value in fields.values() for words in wrong if len(value) > 5)


@pytest.mark.parametrize("name", sorted(notifiers.NAMES))
def test_every_checked_field_is_one_that_the_key_may_have(name: str) -> None:
    way = notifiers.declared(name)

    assert set(way.checks) == {*way.may_have, *(field for fields in way.keys for field in fields)}
    assert way.written.partition(":")[0] == name
