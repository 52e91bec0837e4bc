from __future__ import annotations

import time

import pytest

from chalicelib.domain.sources import Failure, FailureKind
from chalicelib.sources.walls import is_challenge, is_page

from .kinds.scenes.hn_algolia import SCENE
from .kinds.services import Answer, played


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html></html>",
        b"<html>",
        b"\xef\xbb\xbf  <Html lang='en'>",
        b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">',
        b"<!-- one --><!-- <rss> -->\n<head><title>Hello</title>",
        "<html>".encode("utf-16"),
    ],
)
def test_page_is_told_whatever_stands_before_it(body: bytes) -> None:
    assert is_page(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'{"text": "<html>"}',
        b"<rss><description><![CDATA[<html>]]></description></rss>",
        b'<?xml version="1.0"?><error/>',
        b"<htmlish/>",
        b"<!-- never closed <html>",
        b"Hello <html>",
    ],
)
def test_data_that_speaks_of_pages_is_no_page(body: bytes) -> None:
    assert not is_page(body)


@pytest.mark.parametrize(
    "body", [b"<!---->" * 600 + b"<x", b"<? >" * 900 + b"<x", b" " * 4_000, b"<!--" * 900]
)
def test_no_page_keeps_us_busy(body: bytes) -> None:
    before = time.process_time()

    assert not is_page(body)

    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(
    "words",
    [
        "<title>Just a moment...</title>",
        "<title>Attention Required! | Cloudflare</title>",
        "<p>Please complete the CAPTCHA</p>",
        "<p>Verify you are human by completing the action below.</p>",
        "<p>Verifying that you are a human</p>",
        "<noscript>Enable JavaScript and cookies to continue</noscript>",
        "<h1>Checking your browser before you go on</h1>",
    ],
)
def test_page_that_wants_proof_of_a_person_is_a_challenge(words: str) -> None:
    assert is_challenge(f"<!doctype html><html>{words}</html>".encode())


@pytest.mark.parametrize(
    "body",
    [
        b"<html><title>Forbidden</title>You may not read this.</html>",
        b"<html><title>Maintenance</title>Back in just a moment.</html>",
        b'{"error": "captcha required"}',
    ],
)
def test_other_refusals_are_no_challenge(body: bytes) -> None:
    assert not is_challenge(body)


def test_no_refusal_keeps_us_busy() -> None:
    before = time.process_time()

    assert not is_challenge(b"<html>" + b"verif" * 40_000)

    assert time.process_time() - before < 0.5


_CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head></html>"


@pytest.mark.parametrize("status", [403, 503])
def test_refusal_with_a_challenge_is_a_bot_wall_whatever_its_headers(status: int) -> None:
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer(status, _CHALLENGE, {"Content-Type": "text/html"})

        failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is FailureKind.BOT_WALL
    assert str(status) in failure.detail


@pytest.mark.parametrize(("status", "kind"), [(404, FailureKind.NOT_FOUND), (500, FailureKind.SERVER_ERROR)])
def test_other_refusals_mean_what_their_status_says_whatever_page_they_show(
    status: int, kind: FailureKind
) -> None:
    with played(SCENE) as listener:
        listener.service.trouble = lambda _: Answer(status, _CHALLENGE, {"Content-Type": "text/html"})

        failure = listener.fetch()

    assert isinstance(failure, Failure)
    assert failure.kind is kind
