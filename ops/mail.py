"""The mail catcher: takes every mail that the embedded cloud sends, delivers none, and shows them.

python -m ops.mail --smtp-port 1025 --http-port 8025 --dir .earshot/mail
"""

from __future__ import annotations

import argparse
import signal
import sys
from datetime import UTC, datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

from .mail_page import MailPages
from .mailbox import keep
from .ports import HOST


class Catcher:
    """Both servers: SMTP that writes files, HTTP that shows them."""

    def __init__(self, directory: Path, smtp_port: int, http_port: int) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        pages = type("Pages", (MailPages,), {"directory": directory})
        self._smtp = Controller(_Keeper(directory), hostname=HOST, port=smtp_port, enable_SMTPUTF8=True)
        self._http = ThreadingHTTPServer((HOST, http_port), pages)

    def start(self) -> None:
        """Take mail from now on."""
        self._smtp.start()

    def serve(self) -> None:
        """Show the mails until `stop`."""
        self._http.serve_forever(poll_interval=0.1)

    def stop(self) -> None:
        """End both, from another thread than `serve`'s."""
        self._http.shutdown()
        self.close()

    def close(self) -> None:
        """Give the ports back."""
        self._http.server_close()
        self._smtp.stop(no_assert=True)


class _Keeper:
    """What aiosmtpd calls for each message."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  # aiosmtpd's name
        kept = keep(self._directory, envelope.content, envelope.rcpt_tos, datetime.now(UTC))
        print(f"kept {kept.name}", flush=True)
        return "250 kept"


def main(arguments: list[str] | None = None) -> None:
    """Run until asked to end."""
    parser = argparse.ArgumentParser(prog="ops.mail", description="Catches mail and shows it.")
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    catcher = Catcher(chosen.dir, chosen.smtp_port, chosen.http_port)
    catcher.start()
    try:
        catcher.serve()
    except KeyboardInterrupt:
        return
    finally:
        catcher.close()


if __name__ == "__main__":
    main()
