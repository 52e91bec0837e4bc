from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from chalicelib.domain.people import Person
from chalicelib.domain.verdicts import Judgement, Verdict

from .conftest import ANN, KETTLES, Answer, Caller, World

EVIL = """</style><script>alert("1")</script><img src=x onerror='alert(2)'>"""
PAGES = ["open", "yours", "theirs", "forged"]


def visit(world: World, caller: Caller, kind: str) -> Answer:
    world.add()
    if kind in ("yours", "theirs"):
        caller.post(world.link())
    link = {"forged": "/a/forged", "theirs": world.link(Person("bob", "Bob Ray", ""))}.get(kind, world.link())
    return caller.get(link)


@pytest.mark.parametrize("kind", PAGES)
def test_page_may_do_nothing_but_show_itself_and_send_its_form(
    world: World, caller: Caller, kind: str
) -> None:
    headers = visit(world, caller, kind).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    style_hash = policy.pop("style-src")
    assert policy == {
        "default-src": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    assert style_hash.startswith("'sha256-")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("kind", PAGES)
def test_policy_allows_exactly_the_style_that_is_sent(world: World, caller: Caller, kind: str) -> None:
    answer = visit(world, caller, kind)

    (style,) = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert " style=" not in answer.text


@pytest.mark.parametrize("kind", PAGES)
def test_page_loads_nothing_and_can_be_read_by_everybody(world: World, caller: Caller, kind: str) -> None:
    text = visit(world, caller, kind).text

    assert not re.search(r"<(script|img|link|iframe)\b|url\(|@import|\bsrc=", text)
    assert '<html lang="en">' in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text
    assert "prefers-color-scheme: dark" in text
    assert "<main>" in text
    assert text.count("<h1>") == 1


@pytest.mark.parametrize("kind", ["open", "yours", "theirs"])
def test_untrusted_text_is_shown_and_never_obeyed(world: World, caller: Caller, kind: str) -> None:
    evil = Judgement(Verdict.BAD, 0.5, (EVIL,), "x")
    world.watches.put(replace(KETTLES, name=EVIL))
    world.people.put(replace(ANN, name=EVIL))
    world.add(
        id="m1evil", title=EVIL, text=EVIL, author=EVIL, url=f'https://x.example/"{EVIL}', judgement=evil
    )
    if kind != "open":
        caller.post(world.link(mention_id="m1evil"))
    person = Person("bob", "Bob Ray", "") if kind == "theirs" else ANN

    text = caller.get(world.link(person, "m1evil")).text

    body = text.partition("</head>")[2]
    assert "&lt;script&gt;" in body
    assert not re.search(r"<(script|img)\b", text)
    assert text.count("</style>") == 1


def test_judge_that_can_write_explains_itself(world: World, caller: Caller) -> None:
    world.add(judgement=Judgement(Verdict.BAD, 0.7, (), "x", reason=EVIL))

    text = caller.get(world.link()).text

    assert "A machine's reason: <bdi>&lt;" in text or "A machine&#39;s reason: <bdi>&lt;" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "mailto:a@b.example", None]
)
def test_only_web_addresses_become_links(world: World, caller: Caller, url: str | None) -> None:
    world.add(url=url)

    looked, pressed = caller.get(world.link()), caller.post(world.link())

    assert "href=" not in looked.text + pressed.text


def test_link_to_the_original_tells_the_other_site_nothing(world: World, caller: Caller) -> None:
    world.add(url="http://forum.example/t?a=1&b=2")

    text = caller.get(world.link()).text

    assert '<a href="http://forum.example/t?a=1&amp;b=2" rel="noopener noreferrer nofollow">' in text


def test_mention_with_hardly_anything_known_is_still_a_page(world: World, caller: Caller) -> None:
    world.watches.watches.clear()
    world.add(
        url=None,
        title="",
        text="",
        author=None,
        published_at=None,
        judgement=Judgement(Verdict.UNSURE, 0.0, (), "x"),
    )

    answer = caller.get(world.link())

    assert answer.status == 200
    assert "Somebody spoke about <bdi>kettles</bdi>" in answer.text
    assert "The words are no longer kept here." in answer.text
    assert "found about 50 minutes ago" in answer.text


def test_templates_are_rendered_only_when_a_page_is_asked_for() -> None:
    code = "import sys, chalicelib.web; sys.exit('jinja2' in sys.modules or 'markupsafe' in sys.modules)"

    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
