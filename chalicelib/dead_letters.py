"""The dead-letter queues of SQS: looked at, sent to their queues again, and forgotten one by one.

SQS can move dead letters by itself (StartMessageMoveTask), but only all of them, at some later time, and not
every cloud that Earshot runs on does; here whoever asks hears at once how many went.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .domain.dead_letters import DeadLetter
from .errors import TemporaryError

_BATCH = 10
_MOST_BATCHES = 30  # of one call: some seconds, where the gateway waits for 29
_IN_HAND_S = 60  # so long nobody else gets what one call has in hand
_ASKED = ["SentTimestamp", "ApproximateReceiveCount", "MessageGroupId"]

Message = Mapping[str, Any]


class SqsDeadLetters:
    """Those of one queue. `url` is where they lie, `home_url` the queue they came from.

    An answer of SQS leaves out what lies on machines it did not ask, unless it may wait: `wait_s`.
    """

    def __init__(self, url: str, home_url: str, client: Any, wait_s: int = 1) -> None:
        self._url = url
        self._home_url = home_url
        self._client = client
        self._wait_s = wait_s

    def count(self) -> int:
        """How many there are, about."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        answer = self._call("get_queue_attributes", QueueUrl=self._url, AttributeNames=names)
        return sum(int(answer.get("Attributes", {}).get(name, 0)) for name in names)

    def look(self) -> tuple[DeadLetter, ...]:
        """Ten at most, which everybody else can still get."""
        return tuple(map(_letter, self._received(0)))

    def redrive(self) -> int:
        """The first 300 at most. Each is sent before it is deleted: what dies in between comes twice."""
        return sum(self._sent_home(batch) for batch in self._batches())

    def drop(self, letter_id: str) -> bool:
        """Looked for among the first 300; the others are given back."""
        in_hand: list[Message] = []
        is_found = False
        for batch in self._batches():
            found = [message for message in batch if message["MessageId"] == letter_id]
            in_hand += [message for message in batch if message not in found]
            if found:
                self._delete(found)
                is_found = True
                break
        self._give_back(in_hand)
        return is_found

    def _batches(self) -> Iterator[Sequence[Message]]:
        for _ in range(_MOST_BATCHES):
            batch = self._received(_IN_HAND_S)
            if not batch:
                return
            yield batch

    def _received(self, in_hand_s: int) -> Sequence[Message]:
        answer = self._call(
            "receive_message",
            QueueUrl=self._url,
            MaxNumberOfMessages=_BATCH,
            VisibilityTimeout=in_hand_s,
            WaitTimeSeconds=self._wait_s,
            MessageSystemAttributeNames=_ASKED,
        )
        messages: Sequence[Message] = answer.get("Messages", ())
        return messages

    def _sent_home(self, batch: Sequence[Message]) -> int:
        entries = [_entry(number, message) for number, message in enumerate(batch)]
        answer = self._call("send_message_batch", QueueUrl=self._home_url, Entries=entries)
        sent = [batch[int(each["Id"])] for each in answer.get("Successful", ())]
        self._delete(sent)
        return len(sent)

    def _delete(self, messages: Sequence[Message]) -> None:
        entries = [
            {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
            for number, message in enumerate(messages)
        ]
        if entries:
            self._call("delete_message_batch", QueueUrl=self._url, Entries=entries)

    def _give_back(self, messages: Sequence[Message]) -> None:
        for start in range(0, len(messages), _BATCH):
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"], "VisibilityTimeout": 0}
                for number, message in enumerate(messages[start : start + _BATCH])
            ]
            self._call("change_message_visibility_batch", QueueUrl=self._url, Entries=entries)

    def _call(self, action: str, **given: object) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = getattr(self._client, action)(**given)
        except (BotoCoreError, ClientError) as error:
            raise TemporaryError(f"sqs:{action} failed for now: {type(error).__name__}") from error
        return answer


def _letter(message: Message) -> DeadLetter:
    known = message.get("Attributes", {})
    sent_at = datetime.fromtimestamp(int(known.get("SentTimestamp", 0)) / 1000, UTC)
    received = int(known.get("ApproximateReceiveCount", 0))
    return DeadLetter(message["MessageId"], sent_at, received, message["Body"])


def _entry(number: int, message: Message) -> Mapping[str, str]:
    """Of a FIFO queue in its group again, and once, whoever else sends it at the same time. Its old key for
    that might still be remembered from when it was sent first.
    """
    entry = {"Id": str(number), "MessageBody": str(message["Body"])}
    if group := message.get("Attributes", {}).get("MessageGroupId"):
        entry |= {"MessageGroupId": group, "MessageDeduplicationId": message["MessageId"]}
    return entry
