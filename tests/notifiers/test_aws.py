"""What AWS answers becomes one of our two errors, and never repeats what we sent."""

from __future__ import annotations

import traceback

import pytest
from botocore.exceptions import (
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    UnknownServiceError,
)

from chalicelib.errors import EarshotError, PermanentError, TemporaryError
from chalicelib.notifiers import aws

from .examples import refusal

SECRETIVE = "The following identities failed the check: ann@larkfield.example"


def test_client_is_made_when_something_is_first_asked_of_it() -> None:
    client = aws.client("no-such-service")

    with pytest.raises(UnknownServiceError):
        _ = client.publish


def raised(failure: Exception) -> EarshotError:
    with pytest.raises(EarshotError) as caught, aws.refusals("ses", {"MessageRejected": "verify the sender"}):
        raise failure
    return caught.value


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("ThrottlingException", 400),
        ("Throttled", 429),
        ("KMSThrottlingException", 400),
        ("TooManyRequestsException", 429),
        ("LimitExceededException", 400),
        ("SendingPausedException", 400),
        ("ExpiredTokenException", 403),
        ("InternalServiceError", 500),
        ("SomethingNew", 503),
    ],
)
def test_refusals_that_pass_are_temporary(code: str, status: int) -> None:
    assert isinstance(raised(refusal(code, status)), TemporaryError)


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("MessageRejected", 400),
        ("MailFromDomainNotVerifiedException", 400),
        ("BadRequestException", 400),
        ("AccountSuspendedException", 400),
        ("AccessDeniedException", 403),
        ("AuthorizationError", 403),
        ("SomethingNew", 404),
    ],
)
def test_refusals_that_stay_are_permanent(code: str, status: int) -> None:
    assert isinstance(raised(refusal(code, status)), PermanentError)


@pytest.mark.parametrize(
    "failure",
    [
        ConnectTimeoutError(endpoint_url="https://email.example"),
        ReadTimeoutError(endpoint_url="https://email.example"),
        EndpointConnectionError(endpoint_url="https://email.example"),
        NoCredentialsError(),
    ],
)
def test_no_answer_is_temporary(failure: Exception) -> None:
    error = raised(failure)

    assert isinstance(error, TemporaryError)
    assert error.__cause__ is failure


def test_error_says_what_happened_where_to_look_and_what_to_do() -> None:
    error = raised(refusal("MessageRejected"))

    assert str(error) == "ses refused: MessageRejected (status 400, request r-1); verify the sender"


@pytest.mark.parametrize(
    "failure", [refusal("MessageRejected", message=SECRETIVE), ParamValidationError(report=SECRETIVE)]
)
def test_logged_error_repeats_nothing_of_what_was_sent(failure: Exception) -> None:
    error = raised(failure)

    assert isinstance(error, PermanentError)
    assert "larkfield" not in "".join(traceback.format_exception(error))


def test_client_gives_up_within_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")

    config = aws.client("sesv2").meta.config

    assert (config.connect_timeout, config.read_timeout) == (2, 5)
    assert config.retries["mode"] == "standard"
    assert config.retries["total_max_attempts"] == 2
