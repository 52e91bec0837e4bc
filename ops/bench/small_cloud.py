"""A cloud with all that the template makes but functions: tables, queues, secrets and topics, in MiniStack.

It takes no mail any further, and nothing in it outlives the block.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chalicelib.storage.items import bind
from chalicelib.storage.tables import ITEMS

from ..clouds import Cloud, embedded
from ..embedded import Embedded
from ..home import Home
from ..ports import a_free_port

_QUEUES = ("negatives", "deliveries", "inbound")
_SENDER = "earshot@example.com"


@contextmanager
def small_cloud(cloud_venv: Path) -> Iterator[Cloud]:
    """Empty, and gone with the block."""
    with tempfile.TemporaryDirectory(prefix="earshot-bench-") as folder:
        port = a_free_port()
        running = Embedded(Home(Path(folder)).make(), cloud_venv, port, smtp_port=a_free_port())
        running.start()
        try:
            running.wait_ready()
            yield embedded(port)
        finally:
            running.stop()


def furnish(cloud: Cloud) -> Mapping[str, str]:
    """Make all that the functions use; answers with their environment."""
    return {
        **_tables(cloud),
        **_queues(cloud.client("sqs")),
        **_secrets(cloud.client("secretsmanager")),
        **_topics(cloud.client("sns")),
        "EARSHOT_MAIL_FROM": _sender(cloud.client("sesv2")),
        "EARSHOT_API_URL": "https://api.example/api",
        "EARSHOT_CONTACT": "https://example.com/about",
        "EARSHOT_ALLOW_PRIVATE_ADDRESSES": "yes",
    }


def _tables(cloud: Cloud) -> dict[str, str]:
    names = {key: f"earshot-{key}" for key in ITEMS}
    bind(names, region=cloud.region, host=cloud.endpoint)
    for item in ITEMS.values():
        item.create_table(wait=True)
    return {f"EARSHOT_TABLE_{key.upper()}": name for key, name in names.items()}


def _queues(sqs: Any) -> dict[str, str]:
    fifo = {"FifoQueue": "true", "DeduplicationScope": "messageGroup"}
    made = {
        "FETCH_QUEUE": sqs.create_queue(
            QueueName="fetch.fifo", Attributes={**fifo, "FifoThroughputLimit": "perMessageGroupId"}
        ),
        "FETCH_DEAD_LETTERS": sqs.create_queue(QueueName="fetch-dead.fifo", Attributes=fifo),
    }
    for name in _QUEUES:
        made[f"{name.upper()}_QUEUE"] = sqs.create_queue(QueueName=name)
        made[f"{name.upper()}_DEAD_LETTERS"] = sqs.create_queue(QueueName=f"{name}-dead")
    return {f"EARSHOT_{name}_URL": answer["QueueUrl"] for name, answer in made.items()}


def _secrets(manager: Any) -> dict[str, str]:
    link = manager.create_secret(Name="links", SecretString="l" * 64)
    keys = manager.create_secret(Name="keys", SecretString=json.dumps({"push": "p" * 64}))
    return {"EARSHOT_LINK_SECRET_ARN": link["ARN"], "EARSHOT_KEYS_SECRET_ARN": keys["ARN"]}


def _topics(sns: Any) -> dict[str, str]:
    names = {"EARSHOT_TOPIC_ARN": "people", "EARSHOT_OPERATOR_TOPIC_ARN": "operator"}
    return {variable: sns.create_topic(Name=name)["TopicArn"] for variable, name in names.items()}


def _sender(ses: Any) -> str:
    ses.create_email_identity(EmailIdentity=_SENDER)
    return _SENDER
