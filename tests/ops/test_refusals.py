"""What AWS refuses is said in words, with what to do about it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from ops.errors import CannotContinue, DeployFailed
from ops.refusals import in_words


def refused(code: str, message: str) -> ClientError:
    said: Any = {"Error": {"Code": code, "Message": message}}
    return ClientError(said, "DescribeStacks")


@pytest.mark.parametrize(
    "error",
    [
        refused("ExpiredToken", "The security token included in the request is expired"),
        refused("ExpiredTokenException", "The security token included in the request is expired"),
        refused("InvalidClientTokenId", "The security token included in the request is invalid"),
        refused("UnrecognizedClientException", "The security token included in the request is invalid."),
        refused("SignatureDoesNotMatch", "The request signature we calculated does not match"),
        NoCredentialsError(),
        PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"),
        TokenRetrievalError(provider="sso", error_msg="Token has expired and refresh failed"),
        UnauthorizedSSOTokenError(),
    ],
    ids=lambda error: getattr(error, "response", {}).get("Error", {}).get("Code") or type(error).__name__,
)
def test_who_is_not_let_in_is_told_to_log_in_again(error: Exception) -> None:
    with pytest.raises(CannotContinue) as stopped, in_words():
        raise error

    assert stopped.value.reason == f"AWS does not let you in: {error}"
    assert "aws sso login" in stopped.value.advice
    assert "--profile" in stopped.value.advice


@pytest.mark.parametrize(
    ("message", "right"),
    [
        (
            "User: arn:aws:iam::1:user/ann is not authorized to perform: cloudformation:DescribeStacks "
            "on resource: arn:aws:cloudformation:eu-west-1:1:stack/earshot-prod/*",
            "cloudformation:DescribeStacks",
        ),
        ("Access Denied", "DescribeStacks"),
    ],
)
@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException", "403"])
def test_right_that_is_missing_is_named(code: str, message: str, right: str) -> None:
    with pytest.raises(CannotContinue) as stopped, in_words():
        raise refused(code, message)

    assert stopped.value.reason == f"your AWS credentials lack the right to {right}"
    assert "ask whoever looks after your AWS account for it" in stopped.value.advice


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (NoRegionError(), "--region"),
        (InvalidRegionError(region_name="eu west"), "--region"),
        (EndpointConnectionError(endpoint_url="https://cloudformation.eu-west-9.amazonaws.com"), "network"),
        (refused("Throttling", "Rate exceeded"), "try again"),
        (BotoCoreError(), "try again"),
    ],
    ids=lambda given: type(given).__name__,
)
def test_other_trouble_is_told_with_what_to_do(error: Exception, advice: str) -> None:
    with pytest.raises(CannotContinue) as stopped, in_words():
        raise error

    assert str(error) in stopped.value.reason
    assert advice in stopped.value.advice


def test_what_is_in_words_already_stays_as_it_is() -> None:
    with pytest.raises(DeployFailed, match="rolled back"), in_words():
        raise DeployFailed("rolled back")
