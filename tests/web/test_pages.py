"""Pages for people: what they may load and send, and that nothing untrusted is ever obeyed."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from chalicelib.domain.history import Deed
from chalicelib.domain.mentions import deleted
from chalicelib.domain.reach import Reach
from chalicelib.domain.verdicts import Judgement, Verdict
from chalicelib.web import pages

from .conftest import ANN, ANNS, BOB, BOBS, KETTLES, Answer, Caller, World

EVIL = """</style><script>alert("1")</script><img src=x onerror='alert(2)'>"""
VIEWED = ["open", "not ours", "mine", "used", "theirs", "over"]
"""Where people see who else is looking."""
PAGES = [*VIEWED, "taken back", "forged", "missing"]


def visit(world: World, caller: Caller, kind: str, mention_id: str = "m1aa") -> Answer:
    """The page of this kind, about this mention."""
    anns, first = partial(world.link, ANN, mention_id), world.link(ANN, mention_id)
    if kind in ("mine", "used", "theirs", "over"):
        caller.press(first)
    if kind == "over":
        caller.press(anns(Deed.RELEASED))
    if kind == "taken back":
        world.mentions.mentions[mention_id] = deleted(world.mentions.mentions[mention_id])
    if kind == "missing":
        return caller.press(anns(Deed.ANSWERED), text="")
    others = {"forged": "/a/forged", "not ours": anns(Deed.IGNORED), "theirs": world.link(BOB, mention_id)}
    return caller.get(anns() if kind == "mine" else others.get(kind, first))


@pytest.mark.parametrize("kind", PAGES)
def test_page_may_do_nothing_but_show_itself_and_send_its_form(
    world: World, caller: Caller, kind: str
) -> None:
    world.add()

    headers = visit(world, caller, kind).headers

    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    style_hash = policy.pop("style-src")
    script_hash = policy.pop("script-src", None)
    assert policy == {
        "default-src": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        **({"connect-src": "'self'"} if kind in VIEWED else {}),
    }
    assert style_hash.startswith("'sha256-")
    assert (script_hash is not None) == (kind in VIEWED)
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("kind", PAGES)
def test_policy_allows_exactly_the_style_and_the_script_that_are_sent(
    world: World, caller: Caller, kind: str
) -> None:
    world.add()

    answer = visit(world, caller, kind)

    for tag in ("style", "script") if kind in VIEWED else ("style",):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", answer.text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'; " in answer.headers["Content-Security-Policy"]
    assert " style=" not in answer.text
    assert not re.search(r" on\w+=", answer.text)


@pytest.mark.parametrize("kind", PAGES)
def test_page_loads_nothing_and_can_be_read_by_everybody(world: World, caller: Caller, kind: str) -> None:
    world.add()

    text = visit(world, caller, kind).text

    assert not re.search(r"<(img|link|iframe)\b|url\(|@import|\bsrc=", text)
    assert '<html lang="en">' in text
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in text
    assert "prefers-color-scheme: dark" in text
    assert "<main>" in text
    assert text.count("<h1>") == 1


def test_page_says_how_far_it_goes_where_that_is_told(world: World, caller: Caller) -> None:
    world.add(reach=Reach(None, 140))

    assert "Urgent; at least 140 reactions" in visit(world, caller, "open").text


@pytest.mark.parametrize("kind", PAGES)
def test_untrusted_text_is_shown_and_never_obeyed(world: World, caller: Caller, kind: str) -> None:
    evil = Judgement(Verdict.BAD, 0.5, (EVIL,), "x")
    world.watches.put(replace(KETTLES, name=EVIL))
    world.people.put(replace(ANN, name=EVIL))
    url = f'https://x.example/"{EVIL}'
    world.add(id="m1evil", title=EVIL, text=EVIL, author=EVIL, url=url, judgement=evil)

    text = visit(world, caller, kind, "m1evil").text

    check_nothing_is_obeyed(text)
    assert ("&lt;script&gt;" in text) is (kind not in ("forged", "missing"))


def check_nothing_is_obeyed(page: str) -> None:
    """Every tag and attribute is one that our own templates write; any script is ours, to the letter."""
    assert not re.search(r"<img\b", page)
    assert page.count("</style>") == 1
    assert len(re.findall(r"<script\b", page)) == page.count(f"<script>{SCRIPT}</script>") <= 1
    found = Tags()
    found.feed(page)
    assert found.tags <= OURS, found.tags - OURS


class Tags(HTMLParser):
    """What stands in a page: its tags, each with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags |= {tag, *(name for name, _ in attrs)}


OURS = set(
    "html lang head meta charset name content title style body header svg viewbox aria-hidden path d "
    "main h1 h2 p bdi article section class blockquote dir dl div dt dd a href rel span q ol li form method "
    "action button label input textarea select option value details summary type rows required maxlength "
    "placeholder id role script".split()
)
SCRIPT = (Path(pages.__file__).parent / "templates" / "viewers.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("deed", "fields"),
    [
        (Deed.ANSWERED, {"text": EVIL, "url": f"https://x.example/'\"{EVIL}", "note": EVIL}),
        (Deed.PROMISED, {"days": "1", "note": EVIL}),
        (Deed.ASSIGNED, {"to": "bob", "note": EVIL}),
        (Deed.RESOLVED, {"note": EVIL}),
        (Deed.RELEASED, {"note": EVIL}),
    ],
)
def test_what_people_write_about_it_is_shown_and_never_obeyed(
    world: World, caller: Caller, deed: Deed, fields: dict[str, str]
) -> None:
    world.people.put(replace(BOB, name=EVIL))
    world.add()
    caller.press(world.link())
    world.now += timedelta(minutes=1)

    led_to = caller.press(world.link(deed=deed), **fields)
    caller.post("/mentions/m1aa/reopen", ANNS, json.dumps({"note": EVIL}))
    for token in (ANNS, BOBS):
        caller.post("/mentions/m1aa/acknowledge", token)
    pages = [caller.get(world.link(person)).text for person in (ANN, BOB)]

    assert any(line.note.endswith(EVIL) for line in world.mentions.history("m1aa"))
    assert "&lt;script&gt;" in "".join(pages)
    for text in (led_to.text, *pages):
        check_nothing_is_obeyed(text)


@pytest.mark.parametrize("field", ["to", "reason", "days", EVIL])
def test_what_cannot_be_used_is_said_back_and_never_obeyed(world: World, caller: Caller, field: str) -> None:
    world.add()
    deed = {"to": Deed.ASSIGNED, "reason": Deed.IGNORED, "days": Deed.PROMISED}.get(field, Deed.RESOLVED)

    answer = caller.press(world.link(deed=deed), **{field: EVIL})

    assert answer.status == 400
    check_nothing_is_obeyed(answer.text)


def test_people_and_ids_of_any_kind_go_through_forms_and_back(world: World, caller: Caller) -> None:
    """An id is an operator's choice; it stands in a form's value and in the history."""
    odd = "o'\"<b>&amp;+%20 電"
    world.person(odd, odd)
    world.add()
    page = caller.press(world.link()).text

    (value,) = re.findall(r'<option value="([^"]*電)">', page)
    caller.press(world.link(deed=Deed.ASSIGNED), to=html.unescape(value))

    assert world.mentions.mentions["m1aa"].owner == odd
    check_nothing_is_obeyed(caller.get(world.link()).text)


def test_judge_that_can_write_explains_itself(world: World, caller: Caller) -> None:
    world.add(judgement=Judgement(Verdict.BAD, 0.7, (), "x", reason=EVIL))

    text = caller.get(world.link()).text

    assert "A machine's reason: <bdi>&lt;" in text or "A machine&#39;s reason: <bdi>&lt;" in text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "mailto:a@b.example", None]
)
def test_only_web_addresses_become_links(world: World, caller: Caller, url: str | None) -> None:
    world.add(url=url)

    looked, pressed = caller.get(world.link()), caller.press(world.link())

    links = re.findall('href="([^"]*)"', looked.text + pressed.text)
    assert [world.opened(link).deed for link in links] == [Deed.IGNORED], "only our own"


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
