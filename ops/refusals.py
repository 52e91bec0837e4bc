"""What AWS refuses, and what keeps us from reaching it, in words for the person who typed the command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    HTTPClientError,
    InvalidRegionError,
    NoAuthTokenError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)
from botocore.exceptions import ConnectionError as NotConnected

from .errors import CannotContinue

_LOG_IN = (
    "log in again, as with: aws sso login; or name credentials of yours with --profile, see: aws configure"
)
_ASK = "ask whoever looks after your AWS account for it, or name other credentials of yours with --profile"
_NO_REGION = "name a region like eu-central-1 with --region, or set AWS_DEFAULT_REGION"
_NO_WAY = "see whether your network reaches it, and whether the region is right"
_AGAIN = "try again in a minute; if it stays so, look that up in the documentation of AWS"
# https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html, and what older services say.
_NOT_LET_IN = frozenset(
    "AuthFailure ExpiredToken ExpiredTokenException IncompleteSignature InvalidAccessKeyId "
    "InvalidClientTokenId RequestExpired SignatureDoesNotMatch UnrecognizedClientException".split()
)
_LACKS_A_RIGHT = frozenset("403 AccessDenied AccessDeniedException UnauthorizedOperation".split())
_RIGHT = re.compile(r"not authorized to perform: ([\w:]+)")
_NO_CREDENTIALS = (
    CredentialRetrievalError,
    NoAuthTokenError,
    NoCredentialsError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)


@contextmanager
def in_words() -> Iterator[None]:
    """Raises what botocore raises as CannotContinue, with what to do about it."""
    try:
        yield
    except ClientError as error:
        raise _refusal(error) from error
    except _NO_CREDENTIALS as error:
        raise CannotContinue(f"AWS does not let you in: {error}", _LOG_IN) from error
    except (NoRegionError, InvalidRegionError) as error:
        raise CannotContinue(f"AWS cannot be asked: {error}", _NO_REGION) from error
    except (NotConnected, HTTPClientError) as error:
        raise CannotContinue(f"AWS cannot be reached: {error}", _NO_WAY) from error
    except BotoCoreError as error:
        raise CannotContinue(f"AWS cannot be asked: {error}", _AGAIN) from error


def _refusal(error: ClientError) -> CannotContinue:
    told = error.response.get("Error", {})
    code = told.get("Code", "")
    if code in _NOT_LET_IN:
        return CannotContinue(f"AWS does not let you in: {error}", _LOG_IN)
    if code in _LACKS_A_RIGHT:
        named = _RIGHT.search(told.get("Message", ""))
        right = named[1] if named else error.operation_name
        return CannotContinue(f"your AWS credentials lack the right to {right}", _ASK)
    return CannotContinue(f"AWS refuses: {error}", _AGAIN)
