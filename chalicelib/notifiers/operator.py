"""Tells whoever runs Earshot that it is in trouble, through the topic that the alarms go to as well."""

from __future__ import annotations

import logging
from typing import Any

from ..errors import PermanentError
from . import aws
from .untrusted import shown

log = logging.getLogger(__name__)

_LINE_CHARS = 400  # with a hundred sources of three lines each, well within the 256 KB that SNS takes
_ADVICE = {
    "NotFound": "the operator topic does not exist any more; deploy again",
    "AuthorizationError": "allow sns:Publish on the operator topic",
    "AccessDenied": "allow sns:Publish on the operator topic",
}


class OperatorTopic:
    """Publishes in plain text."""

    def __init__(self, client: Any, topic_arn: str) -> None:
        self._client = client
        self._topic_arn = topic_arn

    def tell(self, subject: str, text: str) -> None:
        """Publish it, cleaned of what the eye cannot see. Raises TemporaryError or PermanentError."""
        from .sns import SUBJECT_CHARS, ascii_of  # every fetch holds an operator, and few have news for them

        if not self._topic_arn:
            raise PermanentError("no operator topic is set up")
        lines = [shown(line, _LINE_CHARS) for line in text.split("\n")]
        with aws.refusals("sns", _ADVICE):
            answer = self._client.publish(
                TopicArn=self._topic_arn,
                Subject=ascii_of(shown(subject, SUBJECT_CHARS))[:SUBJECT_CHARS],
                Message="\n".join(lines),
            )
        log.info("operator message published", extra={"sns_message": answer.get("MessageId")})
