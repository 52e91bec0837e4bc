"""What stands in for SQS takes all that it is sent, however it arrives."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from ops.bench.companions import Companion

ENTRIES = [{"Id": str(number), "MessageBody": "an order"} for number in range(10)]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with Companion(Path(sys.executable), "ops.bench.swift_queue") as queue:
        yield queue.ask(do="serve", latency_s=0.0)["port"]


def test_whole_batch_is_taken(port: int) -> None:
    sqs = boto3.client(
        "sqs",
        region_name="us-east-1",
        endpoint_url=f"http://127.0.0.1:{port}",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(retries={"max_attempts": 0}),
    )

    answers = [sqs.send_message_batch(QueueUrl="http://127.0.0.1/q", Entries=ENTRIES) for _ in range(2)]

    assert [[taken["Id"] for taken in answer["Successful"]] for answer in answers] == [
        [entry["Id"] for entry in ENTRIES]
    ] * 2


def test_request_that_comes_in_pieces_is_put_together(port: int) -> None:
    body = json.dumps({"Entries": ENTRIES[:1]}).encode()
    head = f"POST / HTTP/1.1\r\nContent-Length: {len(body)}\r\n\r\n".encode()

    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for piece in (head[:20], head[20:] + body[:5], body[5:]):
            connection.sendall(piece)
        answer = connection.recv(4096)

    assert json.loads(answer.partition(b"\r\n\r\n")[2])["Successful"] == [{"Id": "0", "MessageId": "1"}]
