"""Logging for Lambda: one line of JSON per event, with the fields a search needs. Configured once, here.

Lambda puts its own handler on the root logger; it is replaced, so that every module's lines look the same.
"""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "aws_request_id"}


class _JsonLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, tz=UTC)
        line: dict[str, object] = {
            "at": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
            "by": record.name.removeprefix("chalicelib."),
            "request": getattr(record, "aws_request_id", None),
        }
        line |= {key: value for key, value in vars(record).items() if key not in _STANDARD}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps({k: v for k, v in line.items() if v is not None}, ensure_ascii=False, default=str)


def configure() -> None:
    """Make the root logger write JSON lines. Safe to call again."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    # Lambda's own handler has the filter that knows the request's id.
    for each in [each for old in root.handlers for each in old.filters]:
        handler.addFilter(each)
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    # These write whole addresses, which may hold a token.
    for noisy in ("httpx", "httpcore", "botocore", "urllib3", "pynamodb"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
