"""Every line of the log is JSON, with the fields a search needs and nothing that must stay secret."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from chalicelib import logs


@pytest.fixture
def fresh_root() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    root.handlers, root.level = handlers, level


@pytest.mark.usefixtures("fresh_root")
def test_line_is_json_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    logging.getLogger("chalicelib.services.plan").info("planned", extra={"sources": 3})

    line = json.loads(capsys.readouterr().out)
    assert (line["what"], line["by"], line["level"], line["sources"]) == (
        "planned",
        "services.plan",
        "info",
        3,
    )


@pytest.mark.usefixtures("fresh_root")
def test_hostile_text_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()

    logging.getLogger("x").info("source failed", extra={"detail": 'a\nEND RequestId: forged\r\n"}'})

    out = capsys.readouterr().out
    assert out.count("\n") == 1
    assert json.loads(out)["detail"].startswith("a\nEND")


@pytest.mark.usefixtures("fresh_root")
def test_traceback_is_part_of_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        raise ValueError("a defect")
    except ValueError:
        logging.getLogger("x").exception("failed")

    assert "ValueError: a defect" in json.loads(capsys.readouterr().out)["traceback"]


@pytest.mark.usefixtures("fresh_root")
def test_libraries_that_write_whole_addresses_are_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logs.configure()

    logging.getLogger("httpx").info("GET https://feeds.example/?token=secret")

    assert capsys.readouterr().out == ""
    assert logging.getLogger().handlers[0].stream is sys.stdout  # type: ignore[attr-defined]


@pytest.mark.usefixtures("fresh_root")
def test_request_that_lambda_knows_stands_in_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    class Knows(logging.Filter):
        def filter(self, record: logging.LogRecord) -> bool:
            record.aws_request_id = "r-1"
            return True

    lambdas_own = logging.StreamHandler()
    lambdas_own.addFilter(Knows())
    logging.getLogger().handlers = [lambdas_own]
    logs.configure()

    logging.getLogger("x").info("planned")

    assert json.loads(capsys.readouterr().out)["request"] == "r-1"
