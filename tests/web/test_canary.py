"""The canary's feed is heard as today's song, by the reader that reads all feeds."""

from __future__ import annotations

from chalicelib.domain import canary
from chalicelib.domain.identities import mention_id
from chalicelib.domain.verdicts import Verdict
from chalicelib.judging.trained import TrainedJudge
from chalicelib.sources import kinds

from .conftest import NOW, Caller, World

API = "https://api.example/api"


def test_feed_reads_as_the_song_of_today(world: World, caller: Caller) -> None:
    answer = caller.get("/canary.xml")

    read = kinds.read("feed", answer.text.encode(), answer.headers["Content-Type"], f"{API}/canary.xml")

    (song,) = read.entries
    expected = canary.song_of(API, NOW.date())
    assert answer.status == 200
    assert (song.url, song.title, song.text) == (expected.url, expected.title, expected.text)
    assert mention_id(song, "any") == canary.id_of(API, NOW.date())
    assert song.published_at is not None
    assert song.published_at.date() == NOW.date()


def test_song_is_a_complaint_to_whoever_judges() -> None:
    song = canary.song_of(API, NOW.date())

    judgement = TrainedJudge().judge(song.content, canary.WATCH.names)

    assert judgement.verdict is Verdict.BAD
