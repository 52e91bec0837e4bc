"""The bucket into which SES puts the mails that were sent to us: what the messages of its queue announce, and
the mails themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import unquote_plus

from botocore.exceptions import BotoCoreError, ClientError

from .domain.mails import Arrival
from .errors import InvalidInput, PermanentError, TemporaryError

_MOST_BYTES = 2 * 1024 * 1024  # what is read of a mail; SES takes in 40 MB
_TEST_EVENT = "s3:TestEvent"
# SES writes this when a receipt rule is made, to see whether it may.
# https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-s3.html
_SETUP_NOTICE = "AMAZON_SES_SETUP_NOTIFICATION"
_GONE = frozenset({"NoSuchKey", "NoSuchBucket", "InvalidObjectState"})


class S3(Protocol):
    """The calls of boto3's S3 client that are used here."""

    def get_object(self, *, Bucket: str, Key: str) -> Mapping[str, Any]: ...  # noqa: N803


class S3Mailroom:
    """Opens mails."""

    def __init__(self, client: S3) -> None:
        self._client = client

    def open(self, arrival: Arrival) -> bytes:
        """As much of the mail as is read. Raises PermanentError where there is none any more."""
        try:
            body = self._client.get_object(Bucket=arrival.bucket, Key=arrival.key)["Body"]
            content: bytes = body.read(_MOST_BYTES)
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            failure = PermanentError if code in _GONE else TemporaryError
            raise failure(f"mail {arrival.key!r} could not be opened: {code}") from error
        except BotoCoreError as error:
            raise TemporaryError(f"s3 could not be reached: {type(error).__name__}") from error
        return content


def parse_arrivals(body: str) -> tuple[Arrival, ...]:
    """The mails that a message of the inbound queue announces; none in those that S3 and SES send to see
    whether it works. Raises InvalidInput.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """
    try:
        event = json.loads(body)
        return () if event.get("Event") == _TEST_EVENT else tuple(_arrivals(event["Records"]))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError) as error:
        raise InvalidInput("message", "is no notification of S3's") from error


def _arrivals(records: Any) -> Iterator[Arrival]:
    for record in records:
        at = datetime.fromisoformat(record["eventTime"])
        key = unquote_plus(record["s3"]["object"]["key"])  # a blank comes as a plus sign
        if at.tzinfo is None:
            raise ValueError(f"eventTime {at} has no offset")
        if key.rpartition("/")[2] != _SETUP_NOTICE:
            yield Arrival(record["s3"]["bucket"]["name"], key, at)
