"""Lists of feeds in OPML: taken over, and given away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from chalicelib.domain.sources import Source, source_id
from tests.domain.examples import NOW, a_source
from tests.fakes import FakeSourceStore
from tests.ops.commands.conftest import World

LIST = """<opml version="2.0"><body>
<outline text="Blogs"><outline type="rss" text="A &amp; B" xmlUrl="https://a.example/feed"/></outline>
<outline type="rss" xmlUrl="https://blog.example/feed.xml"/>
<outline type="rss" xmlUrl="https://a.example/feed"/>
<outline type="rss" xmlUrl="https://www.google.com/alerts/feeds/0123/987654321"/>
</body></opml>"""


def test_list_is_taken_over_each_feed_once(world: World, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text(LIST)

    answer = world.type("sources", "import", str(file))
    again = world.type("sources", "import", str(file))

    assert answer.exit_code == 0, answer.output
    assert "Listening at 2 more." in answer.output
    assert "Listening at 0 more." in again.output
    stored = {source.id: source for source in world.sources.all()}
    assert len(stored) == 3
    assert stored[source_id("feed", "https://a.example/feed")].title == "A & B"
    assert {source.kind for source in stored.values()} == {"feed", "google_alerts"}


def test_what_is_no_list_is_refused_in_words(world: World, tmp_path: Path) -> None:
    file = tmp_path / "feeds.opml"
    file.write_text("milk, eggs")

    answer = world.type("sources", "import", str(file))

    assert answer.exit_code == 1
    assert "not OPML" in str(answer.exception)


def test_feeds_are_given_away_without_secrets_and_searches(world: World, tmp_path: Path) -> None:
    def source(kind: str, url: str) -> Source:
        return Source(id=source_id(kind, url), kind=kind, url=url, added_at=NOW)

    world.sources = FakeSourceStore(
        replace(a_source(), title="The <Blog>"),
        source("google_alerts", "https://www.google.com/"),
        source("hn_algolia", "https://hn.algolia.com/"),
        source("pigeon", "https://pigeon.example/"),
    )
    file = tmp_path / "out.opml"

    answer = world.type("sources", "export", str(file))

    assert answer.exit_code == 0, answer.output
    written = file.read_text("utf-8")
    assert "https://blog.example/feed.xml" in written
    assert "The &lt;Blog&gt;" in written
    assert "google" not in written
    assert "algolia" not in written
    assert "pigeon" not in written
