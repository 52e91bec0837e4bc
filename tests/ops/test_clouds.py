from __future__ import annotations

import os
from pathlib import Path

import pytest

from ops import clouds
from ops.errors import CannotContinue


@pytest.fixture(autouse=True)
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A shell in which nothing about AWS is set, with an empty configuration; returns that file."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    configuration = tmp_path / "config"
    configuration.touch()
    monkeypatch.setenv("AWS_CONFIG_FILE", str(configuration))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return configuration


def test_aws_without_a_region_says_so() -> None:
    with pytest.raises(CannotContinue, match="no AWS region"):
        clouds.aws()


def test_aws_without_credentials_says_so() -> None:
    with pytest.raises(CannotContinue, match="no AWS credentials"):
        clouds.aws(region="eu-central-1")


def test_an_unknown_profile_is_named() -> None:
    with pytest.raises(CannotContinue, match="no-such-profile"):
        clouds.aws(profile="no-such-profile")


def test_aws_is_what_the_users_profile_describes(shell: Path) -> None:
    keys = "aws_access_key_id = a\naws_secret_access_key = b\n"
    shell.write_text(f"[profile work]\nregion = eu-west-1\n{keys}")

    cloud = clouds.aws(profile="work")

    assert cloud.region == "eu-west-1"
    assert cloud.client("sqs").meta.endpoint_url == "https://sqs.eu-west-1.amazonaws.com"


def test_the_embedded_cloud_ignores_the_users_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "no-such-profile")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://somewhere.example")

    cloud = clouds.embedded(4566)

    assert cloud.region == "us-east-1"
    assert cloud.client("sqs").meta.endpoint_url == "http://127.0.0.1:4566"


def test_adopting_the_embedded_cloud_leaves_no_way_to_a_real_account(monkeypatch: pytest.MonkeyPatch) -> None:
    import botocore.session

    before = dict(os.environ)
    monkeypatch.setenv("AWS_PROFILE", "work")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "real")
    try:
        clouds.embedded(4566).adopt()
        client = botocore.session.Session().create_client("dynamodb")
        keys = botocore.session.Session().get_credentials()
        left = {name for name in os.environ if name.startswith("AWS_")}
    finally:
        os.environ.clear()
        os.environ.update(before)

    assert client.meta.endpoint_url == "http://127.0.0.1:4566"
    assert keys is not None
    assert (keys.access_key, keys.token) == ("test", None)
    assert not left & {"AWS_PROFILE", "AWS_SESSION_TOKEN"}


def test_each_client_is_made_once() -> None:
    cloud = clouds.embedded(4566)

    assert cloud.client("sqs") is cloud.client("sqs")
