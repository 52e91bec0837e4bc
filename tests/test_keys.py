"""The keys lie in one secret, and are read again when they may have changed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from chalicelib.errors import PermanentError, TemporaryError
from chalicelib.keys import SecretKeys

PUSH = "p" * 64


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client("secretsmanager", "eu-west-1")
        client.create_secret(Name="keys", SecretString=json.dumps({"push": PUSH}))
        yield client


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_key_comes_back_as_it_was_set(client: Any) -> None:
    SecretKeys(client, "keys").replace("x", {"token": "secret"})

    keys = SecretKeys(client, "keys")
    assert keys.get("x") == {"token": "secret"}
    assert keys.names() == ("x",)
    assert keys.get("y") == {}
    assert keys.push() == PUSH


def test_what_a_service_hands_out_stands_beside_what_was_set(client: Any) -> None:
    keys = SecretKeys(client, "keys")
    keys.replace("x", {"password": "secret", "session": "old"})

    keys.keep("x", {"session": "new"})

    assert SecretKeys(client, "keys").get("x") == {"password": "secret", "session": "new"}


def test_key_without_fields_is_forgotten_and_the_others_stay(client: Any) -> None:
    keys = SecretKeys(client, "keys")
    keys.replace("x", {"a": "1"})
    keys.replace("y", {"b": "2"})

    keys.replace("x", {})

    assert SecretKeys(client, "keys").names() == ("y",)
    assert SecretKeys(client, "keys").push() == PUSH


def test_forgetting_what_is_not_there_writes_nothing(client: Any) -> None:
    """Each writing is a version of the secret, and may undo another's."""
    keys = SecretKeys(client, "keys")
    before = client.describe_secret(SecretId="keys")["VersionIdsToStages"]

    keys.replace("x", {})

    assert client.describe_secret(SecretId="keys")["VersionIdsToStages"] == before


def test_worker_hears_of_a_new_key_within_minutes_and_seldom_asks(client: Any) -> None:
    clock = Clock()
    keys = SecretKeys(client, "keys", clock)
    assert keys.get("x") == {}
    SecretKeys(client, "keys").replace("x", {"a": "1"})

    clock.now += 299
    before = keys.get("x")
    clock.now += 1
    after = keys.get("x")

    assert (before, after) == ({}, {"a": "1"})


def test_key_that_was_set_just_now_can_be_asked_for(client: Any) -> None:
    keys = SecretKeys(client, "keys", Clock())
    assert keys.get("x") == {}
    SecretKeys(client, "keys").replace("x", {"a": "1"})

    assert keys.get("x") == {}
    assert keys.fresh("x") == {"a": "1"}
    assert keys.get("x") == {"a": "1"}


@pytest.mark.parametrize("stored", ["tell-nobody", "[1]"])
def test_secret_that_is_no_object_is_refused_without_telling_it(client: Any, stored: str) -> None:
    client.put_secret_value(SecretId="keys", SecretString=stored)

    with pytest.raises(PermanentError) as refusal:
        SecretKeys(client, "keys").get("x")

    assert stored not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_missing_push_secret_is_told(client: Any) -> None:
    client.put_secret_value(SecretId="keys", SecretString="{}")

    with pytest.raises(PermanentError, match="has no 'push'"):
        SecretKeys(client, "keys").push()


def test_what_cannot_be_read_or_written_now_may_be_later(client: Any) -> None:
    with pytest.raises(TemporaryError, match="could not be read"):
        SecretKeys(client, "elsewhere").get("x")

    class ReadOnly:
        get_secret_value = client.get_secret_value

        def put_secret_value(self, **_: str) -> None:
            client.put_secret_value(SecretId="elsewhere", SecretString="x")

    with pytest.raises(TemporaryError, match="could not be written"):
        SecretKeys(ReadOnly(), "keys").replace("x", {"a": "1"})
