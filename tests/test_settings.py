"""Settings come from the environment, in one place, and say clearly what is missing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chalicelib.settings import DeadLetterUrls, Settings, Tables

LEAST = {
    **{f"EARSHOT_TABLE_{name.upper()}": name for name in Tables.__dataclass_fields__},
    "EARSHOT_FETCH_QUEUE_URL": "https://sqs.example/fetch.fifo",
    "EARSHOT_NEGATIVES_QUEUE_URL": "https://sqs.example/negatives",
    "EARSHOT_DELIVERIES_QUEUE_URL": "https://sqs.example/deliveries",
    "EARSHOT_INBOUND_QUEUE_URL": "https://sqs.example/inbound",
    **{
        f"EARSHOT_{name.upper()}_DEAD_LETTERS_URL": f"https://sqs.example/{name}-dead"
        for name in DeadLetterUrls.__dataclass_fields__
    },
    "EARSHOT_LINK_SECRET_ARN": "arn:secret",
    "EARSHOT_KEYS_SECRET_ARN": "arn:keys",
    "EARSHOT_TOPIC_ARN": "arn:topic",
    "EARSHOT_MAIL_FROM": "earshot@larkfield.example",
}


def test_defaults_are_safe() -> None:
    settings = Settings.from_environment(LEAST)

    assert settings.allow_private_addresses is False
    assert settings.contact == ""
    assert settings.operator_topic_arn == ""
    assert settings.escalate_within == timedelta(hours=48)
    assert settings.keep_for == timedelta(days=400)
    assert settings.cors_origins == frozenset()
    assert settings.judge == "embedded"
    assert settings.judge_monthly_usd == 1


def test_private_addresses_are_allowed_only_by_a_plain_yes() -> None:
    for word in ("true", "1", "YES", ""):
        assert not Settings.from_environment(
            {**LEAST, "EARSHOT_ALLOW_PRIVATE_ADDRESSES": word}
        ).allow_private_addresses
    assert Settings.from_environment(
        {**LEAST, "EARSHOT_ALLOW_PRIVATE_ADDRESSES": "yes"}
    ).allow_private_addresses


def test_origins_are_written_with_commas_or_blanks() -> None:
    given = {**LEAST, "EARSHOT_CORS_ORIGINS": "https://a.example, https://b.example"}

    assert Settings.from_environment(given).cors_origins == {"https://a.example", "https://b.example"}


def test_missing_variable_is_named() -> None:
    without = {name: value for name, value in LEAST.items() if name != "EARSHOT_TOPIC_ARN"}

    with pytest.raises(KeyError, match="EARSHOT_TOPIC_ARN"):
        Settings.from_environment(without)


def test_secrets_do_not_show() -> None:
    assert "arn:secret" not in repr(Settings.from_environment(LEAST))
