from __future__ import annotations

import http.client
import json
import smtplib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest

from ops.home import Home
from ops.loopback import responds
from ops.mail import Catcher
from ops.mailbox import mails
from ops.ports import HOST, Port, a_free_port
from ops.processes import Program, Service, clean_environment

HOSTILE = "\"><script>alert('x')</script>"


@dataclass(frozen=True)
class Running:
    """A catcher that listens, and how to use it."""

    directory: Path
    smtp_port: int
    http_port: int

    def send(self, subject: str = "A complaint", text: str = "hello", html: str = "") -> None:
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "earshot@example.com", "ann@example.com"
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        with smtplib.SMTP(HOST, self.smtp_port, timeout=5) as smtp:
            smtp.send_message(message)

    def get(self, path: str, host: str = HOST) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(HOST, self.http_port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode()
        finally:
            connection.close()


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Running]:
    running = Running(tmp_path / "mail", a_free_port(), a_free_port())
    made = Catcher(running.directory, running.smtp_port, running.http_port)
    made.start()
    thread = threading.Thread(target=made.serve)
    thread.start()
    yield running
    made.stop()
    thread.join()


def test_a_sent_mail_becomes_a_file_and_is_shown(catcher: Running) -> None:
    catcher.send("Ten years old & lovely", "See https://a.example/x?a=1&b=2.")

    found = mails(catcher.directory)
    listed = catcher.get("/")[2]
    page = catcher.get(f"/mails/{found[0].id}")[2]

    assert [each.subject for each in found] == ["Ten years old & lovely"]
    assert found[0].to == ("ann@example.com",)
    assert "Ten years old &amp; lovely" in listed
    assert 'http-equiv="refresh"' in listed
    address = "https://a.example/x?a=1&amp;b=2"
    assert f'<a href="{address}" target="_blank" rel="noopener noreferrer">{address}</a>.' in page


def test_the_mails_are_listed_as_json_newest_first(catcher: Running) -> None:
    catcher.send("first")
    catcher.send("second", "https://a.example/ack")

    status, headers, body = catcher.get("/mails.json")
    listed = json.loads(body)

    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert [each["subject"] for each in listed] == ["second", "first"]
    assert listed[0]["links"] == ["https://a.example/ack"]
    assert set(listed[0]) == {"id", "sent_at", "to", "subject", "text", "html", "links", "path"}


def test_hostile_text_is_shown_as_text(catcher: Running) -> None:
    catcher.send(HOSTILE, f"{HOSTILE} https://a.example/{HOSTILE} javascript:alert(1)")
    name = mails(catcher.directory)[0].id

    pages = catcher.get("/")[2] + catcher.get(f"/mails/{name}")[2]

    assert "<script" not in pages
    assert 'href="javascript' not in pages
    assert "&lt;script&gt;" in pages


def test_hostile_html_lives_in_a_frame_that_can_do_nothing(catcher: Running) -> None:
    catcher.send(html=f"<p>hi {HOSTILE}<img src=https://spy.example/x></p>")
    name = mails(catcher.directory)[0].id

    page = catcher.get(f"/mails/{name}")[2]
    _, headers, frame = catcher.get(f"/mails/{name}/html")
    policy = headers["Content-Security-Policy"]

    assert "<script" not in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "img-src data:" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "allow-scripts" not in policy + page
    assert "allow-same-origin" not in policy + page
    assert frame.startswith('<base target="_blank">')


@pytest.mark.parametrize("path", ["/", "/mails.json", "/mails/none", "/nothing"])
def test_every_answer_forbids_scripts_sniffing_and_telling_others(catcher: Running, path: str) -> None:
    headers = catcher.get(path)[1]

    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; base-uri 'none'; form-action 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Access-Control-Allow-Origin" not in headers


def test_a_name_made_to_point_here_reads_no_mail(catcher: Running) -> None:
    catcher.send("private")

    status, _, body = catcher.get("/mails.json", host="evil.example")

    assert status == 403
    assert "private" not in body


@pytest.mark.parametrize("path", ["/mails/../x", "/mails/%2e%2e%2fx", "/mails/none/html", "/mails/"])
def test_what_is_not_there_is_not_found(catcher: Running, path: str) -> None:
    assert catcher.get(path)[0] == 404


def test_a_large_mail_in_many_scripts_is_kept_whole(catcher: Running) -> None:
    text = "Ünïcode — 日本語 — עברית\n" * 20_000

    catcher.send("größer", text)

    found = mails(catcher.directory)[0]
    assert found.subject == "größer"
    assert found.text.replace("\r\n", "\n") == text


def test_it_runs_as_a_background_process(home: Home) -> None:
    smtp_port, http_port = a_free_port(), a_free_port()
    options = ("--smtp-port", str(smtp_port), "--http-port", str(http_port), "--dir", str(home.mail))
    program = Program(
        name="mail",
        title="the mail catcher",
        argv=(sys.executable, "-m", "ops.mail", *options),
        env=clean_environment(home),
        ports=(Port(smtp_port, "SMTP"), Port(http_port, "HTTP")),
        is_ready=lambda: responds(f"http://{HOST}:{http_port}/mails.json"),
        cwd=Path(__file__).parents[2],
    )
    service = Service(program, home)

    service.start()
    try:
        service.wait_ready(20)
        Running(home.mail, smtp_port, http_port).send("through the process")
    finally:
        stopped = service.stop()

    assert stopped
    assert [each.subject for each in mails(home.mail)] == ["through the process"]
    assert "Traceback" not in service.tail()
