"""What a failure of DynamoDB means: lost, try again, or do not. It is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    NoCredentialsError,
    NoRegionError,
    ParamValidationError,
    PartialCredentialsError,
)
from pynamodb.exceptions import AttributeDeserializationError, PynamoDBException

from ..errors import EarshotError, PermanentError, TemporaryError

# DynamoDB answers these with status 400 although they pass; most the SDK has tried again before we see them.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
_PASSING = frozenset(
    "ExpiredToken LimitExceeded ProvisionedThroughputExceeded ReplicatedWriteConflict RequestLimitExceeded "
    "RequestTimeout Throttling ThrottlingError TransactionConflict TransactionInProgress".split()
)
_OURS_TO_MEND = (NoCredentialsError, NoRegionError, ParamValidationError, PartialCredentialsError)


@contextmanager
def told_apart() -> Iterator[None]:
    """Raises what PynamoDB and botocore raise as TemporaryError or PermanentError, from the original."""
    try:
        yield
    except (PynamoDBException, BotoCoreError, ClientError) as error:
        raise _failure(getattr(error, "cause", None) or error) from error
    except AttributeDeserializationError as error:
        raise PermanentError(f"stored data has another shape than this version reads: {error}") from error


def has_lost(error: PynamoDBException) -> bool:
    """True when a condition did not hold: somebody else wrote first."""
    return "ConditionalCheckFailed" in _codes(error.cause)


def has_collided(error: PynamoDBException) -> bool:
    """True when another transaction was just writing the same item. The SDK leaves trying again to us."""
    return "TransactionConflict" in _codes(error.cause) and not has_lost(error)


def _codes(error: BaseException | None) -> frozenset[str]:
    """Why it failed: a code for each item that had a cancelled transaction fail, else the one of the call."""
    cancelled = [reason.code for reason in getattr(error, "cancellation_reasons", ()) if reason]
    answered = getattr(error, "response", {}).get("Error", {}).get("Code", "")
    return frozenset(code.removesuffix("Exception") for code in cancelled or [answered])


def _failure(error: BaseException) -> EarshotError:
    if isinstance(error, _OURS_TO_MEND):
        return PermanentError(f"dynamodb cannot be called as configured: {error}")
    if not isinstance(error, ClientError):
        return TemporaryError(f"dynamodb could not be reached: {type(error).__name__}")
    action, codes = f"dynamodb:{error.operation_name}", _codes(error)
    if codes == {"AccessDenied"}:
        # Somebody will give the right back; until then the work must wait, not be written off.
        return TemporaryError(f"access denied: this function's role lacks {action}")
    if codes <= _PASSING or _status(error) >= 500:
        return TemporaryError(f"{action} failed for now: {', '.join(sorted(codes))}")
    message = error.response.get("Error", {}).get("Message", "")
    return PermanentError(f"{action} was refused: {', '.join(sorted(codes))}: {message}")


def _status(error: ClientError) -> int:
    """The HTTP status; PynamoDB's error does not carry it, the one it was raised from does."""
    original = error.__cause__ if isinstance(error.__cause__, ClientError) else error
    return int(original.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
