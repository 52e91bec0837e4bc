"""The road of a person, in a real browser: open the link, look, press the button, see the result."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from chalice.app import Chalice
from chalice.config import Config
from chalice.local import create_local_server

from chalicelib.domain.mentions import MentionStatus

from .conftest import World

_CHROMIUM = shutil.which("chromium")
_QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="Chromium is not installed")


@pytest.fixture
def served(app: Chalice) -> Iterator[str]:
    """The application on a loopback port; its address."""
    server = create_local_server(app, Config(), "127.0.0.1", 0)
    thread = threading.Thread(target=server.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server.server_port}"
    server.shutdown()
    server.server.server_close()
    thread.join()


def test_person_who_comes_too_late_sees_that_it_was_taken_back(world: World, served: str) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    world.add()

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        tab = browser.new_page()
        tab.goto(f"{served}{world.link()}")
        world.add(title="", text="", author=None, status=MentionStatus.DELETED)
        tab.get_by_role("button", name="I have it").click()
        heading = tab.get_by_role("heading", level=1).inner_text()
        buttons = tab.get_by_role("button").count()
        browser.close()

    assert heading == "Its author has taken this back"
    assert buttons == 0
    assert world.mentions.commits == []


def test_person_opens_the_link_presses_the_one_button_and_has_it(world: World, served: str) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    world.add(title="<script>document.title = 'taken over'</script>")
    complaints: list[str] = []

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        tab = browser.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.goto(f"{served}{world.link()}")
        status_after_looking = world.mentions.mentions["m1aa"].status
        title, background = tab.title(), tab.evaluate("getComputedStyle(document.body).backgroundColor")
        buttons = tab.get_by_role("button").count()
        tab.get_by_role("button", name="I have it").click()
        heading = tab.get_by_role("heading", level=1).inner_text()
        browser.close()

    assert status_after_looking is MentionStatus.NEW
    assert title == "Do you have it? · Earshot"
    assert background == "rgb(245, 243, 238)", "the policy must let our own style through"
    assert buttons == 1
    assert heading == "You have it"
    assert world.mentions.mentions["m1aa"].owner == "ann"
    assert [text for text in complaints if "favicon" not in text] == []
