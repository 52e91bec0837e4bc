"""The road of a person, in a real browser: open the link, look, press a button, see the result."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from chalice.app import Chalice
from chalice.config import Config
from chalice.local import create_local_server

from chalicelib.domain.history import Deed
from chalicelib.domain.mentions import Answer, Ignored, MentionStatus
from chalicelib.domain.viewers import Viewer

from .conftest import BOB, NOW, World

_CHROMIUM = shutil.which("chromium")
_QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()

pytestmark = pytest.mark.skipif(_CHROMIUM is None, reason="Chromium is not installed")

Open = Callable[[str], Any]


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(served: str, browser: Any) -> Iterator[Open]:
    """Opens a path in a tab of its own; nothing may be loaded, or written, that the policy refuses."""
    complaints: list[str] = []
    context = browser.new_context()
    context.on("console", lambda message: complaints.append(message.text))

    def visit(path: str) -> Any:
        tab = context.new_page()
        tab.goto(f"{served}{path}")
        return tab

    yield visit
    context.close()
    assert [text for text in complaints if "favicon" not in text and "status of 4" not in text] == []


def heading(tab: Any) -> str:
    text: str = tab.get_by_role("heading", level=1).inner_text()
    return text


def follow(tab: Any, button: Any) -> None:
    """Click it, and wait for the page that it leads to: its address is always another."""
    before = tab.url
    button.click()
    tab.wait_for_url(lambda url: url != before)


def press(tab: Any, summary: str, button: str | None = None, **fields: str) -> None:
    """Unfold this form, fill it in, and send it."""
    follow(tab, filled(tab, summary, button, **fields))


def filled(tab: Any, summary: str, button: str | None = None, **fields: str) -> Any:
    """Unfold this form and fill it in; answers with its button."""
    tab.get_by_text(summary, exact=True).first.click()
    form = tab.locator("details[open] form")
    for label, value in fields.items():
        field = form.get_by_label(label.replace("_", " "))
        is_choice = field.evaluate("field => field.tagName") == "SELECT"
        _ = field.select_option(label=value) if is_choice else field.fill(value)
    return form.get_by_role("button", name=button or summary)


@pytest.fixture
def mine(world: World, visit: Open) -> Any:
    """Ann's page, once she has pressed the button."""
    world.add()
    tab = visit(world.link())
    follow(tab, tab.get_by_role("button", name="I have it"))
    world.now += timedelta(minutes=1)
    return tab


def test_person_who_comes_too_late_sees_that_it_was_taken_back(world: World, visit: Open) -> None:
    world.add()

    tab = visit(world.link())
    world.add(title="", text="", author=None, status=MentionStatus.DELETED)
    tab.get_by_role("button", name="I have it").click()
    tab.wait_for_selector("text=taken this back")

    assert heading(tab) == "Its author has taken this back"
    assert tab.get_by_role("button").count() == 0
    assert world.mentions.commits == []


def test_person_opens_the_link_presses_the_one_button_and_has_it(world: World, visit: Open) -> None:
    world.add(title="<script>document.title = 'taken over'</script>")

    tab = visit(world.link())
    status_after_looking = world.mentions.mentions["m1aa"].status
    title, background = tab.title(), tab.evaluate("getComputedStyle(document.body).backgroundColor")
    buttons = tab.get_by_role("button").count()
    follow(tab, tab.get_by_role("button", name="I have it"))

    assert status_after_looking is MentionStatus.NEW
    assert title == "Do you have it? · Earshot"
    assert background == "rgb(245, 243, 238)", "the policy must let our own style through"
    assert buttons == 1
    assert heading(tab) == "You have it"
    assert world.mentions.mentions["m1aa"].owner == "ann"


def test_person_answers_and_says_what_and_where(world: World, mine: Any) -> None:
    place = "https://www.forum.example/t/17#2"
    words = "So sorry – <b>電気</b>.\nA new lid is on its way."

    press(mine, "I have answered", What_you_said=words, Where=place)

    assert heading(mine) == "You have it"
    assert "You have answered it." in mine.inner_text("main")
    mention = world.mentions.mentions["m1aa"]
    said = words.replace("\n", "\r\n")  # as forms send it
    assert mention.answer == Answer(said, place, "ann", NOW + timedelta(minutes=1))
    assert mention.status is MentionStatus.ANSWERED


def test_browser_itself_asks_for_what_is_missing(world: World, mine: Any) -> None:
    filled(mine, "I have answered").click()

    assert world.mentions.mentions["m1aa"].status is MentionStatus.ACKNOWLEDGED
    assert mine.evaluate("document.activeElement.name") == "text"


def test_person_promises_a_second_word(world: World, mine: Any) -> None:
    press(
        mine,
        "I owe them a second word",
        "I promise",
        Remind_me_in="3 days",
        What_you_promised="A new lid",
    )

    assert "You have promised a second word." in mine.inner_text("main")
    assert "until 17 Mar 2026, 09:15 UTC" in mine.inner_text("main")
    assert world.mentions.mentions["m1aa"].until == NOW + timedelta(days=3, minutes=1)


def test_person_hands_it_on_and_the_other_has_it(world: World, mine: Any, visit: Open) -> None:
    press(
        mine,
        "Somebody else can do this better",
        "Hand it on",
        Who="Bob Ray",
        What_they_need_to_know="The lid, again",
    )
    theirs = visit(world.link(BOB))

    assert heading(mine) == "Bob Ray has it"
    assert mine.get_by_role("button").count() == 0
    assert heading(theirs) == "You have it"
    assert "to bob: The lid, again" in theirs.inner_text("main")


def test_person_resolves_it_and_nothing_is_left_to_do(world: World, mine: Any) -> None:
    press(mine, "It is dealt with", A_remark="A new lid was sent")

    assert heading(mine) == "It is resolved"
    assert mine.get_by_role("button").count() == 0
    assert world.mentions.mentions["m1aa"].status is MentionStatus.RESOLVED
    assert world.mentions.history("m1aa")[-1].note == "A new lid was sent"


def test_person_gives_it_back_and_it_is_open_again(world: World, mine: Any) -> None:
    press(mine, "I cannot do it after all", "Give it back", Why="Lunch")
    after = world.mentions.mentions["m1aa"]
    title = heading(mine)
    follow(mine, mine.get_by_role("button", name="I have it"))

    assert (after.status, after.owner) == (MentionStatus.NOTIFIED, None)
    assert title == "Somebody seems unhappy with Acme Kettles"
    assert heading(mine) == "You have it"


def test_person_says_that_it_is_not_about_us(world: World, visit: Open) -> None:
    world.add()

    tab = visit(world.link())
    follow(tab, tab.get_by_role("link", name="It is not about us, or a troll"))
    tab.get_by_label("It is not about us").check()
    follow(tab, tab.get_by_role("button", name="Nobody need answer it"))

    assert heading(tab) == "It is ignored"
    assert world.mentions.mentions["m1aa"].ignored is Ignored.NOT_OURS


def signed(tab: Any, sign: Callable[[], None]) -> None:
    """Give a human's sign, and wait until the page has told of it."""
    with tab.expect_response("**/here"):
        sign()


def looking(tab: Any, name: str) -> Any:
    return tab.get_by_role("status").filter(has_text=f"\u2068{name}\u2069 is looking at this, too.")


def test_two_people_who_open_the_same_mention_see_each_other(world: World, visit: Open) -> None:
    world.add()
    anns = visit(world.link())
    anns.clock.install()
    anns.reload()
    before = anns.get_by_role("heading", level=1).bounding_box()
    seen_by_opening = dict(world.viewers.viewers)

    signed(anns, lambda: anns.mouse.move(40, 40))
    bobs = visit(world.link(BOB))
    at_once = looking(bobs, "Ann Lee").count()
    signed(bobs, lambda: bobs.keyboard.press("Tab"))
    anns.clock.fast_forward("00:40")
    looking(anns, "Bob Ray").wait_for()

    assert seen_by_opening == {}, "opening is no sign of a human"
    assert at_once == 1, "without a script, too"
    assert set(world.viewers.viewers) == {("m1aa", "ann"), ("m1aa", "bob")}
    assert anns.get_by_role("heading", level=1).bounding_box() == before, "nothing may jump"
    assert world.mentions.commits == []


def test_page_says_nothing_more_of_others_once_it_hears_nothing_of_them(world: World, visit: Open) -> None:
    world.add()
    world.viewers.put(Viewer("m1aa", "bob", NOW))
    tab = visit(world.link())
    tab.clock.install()
    tab.reload()
    shown = looking(tab, "Bob Ray").count()

    tab.clock.fast_forward("01:30")
    tab.clock.run_for(6_000)

    assert shown == 1
    assert tab.get_by_role("status").inner_text() == ""
    assert ("m1aa", "ann") not in world.viewers.viewers, "nobody has given a sign"


def test_reloading_and_opening_the_page_before_do_nothing_twice(world: World, mine: Any) -> None:
    before = mine.url
    press(mine, "I have answered", What_you_said="Sorry!")
    mine.reload()
    after_reload = mine.locator("form").count()
    mine.goto(before)

    assert after_reload == 4, "what was answered cannot be given back"
    assert mine.locator("form").count() == 0, "the links of that page are used up"
    deeds = [line.deed for line in world.mentions.history("m1aa")]
    assert deeds == [Deed.ACKNOWLEDGED, Deed.ANSWERED]
