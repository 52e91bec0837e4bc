"""Each kind tells how far an entry goes as its documents tell it, and not where they do not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from chalicelib.domain.reach import Reach
from chalicelib.sources import kinds
from tests.sources.feed_examples import atom, rss
from tests.sources.recorded import Recording, each, recordings, skip_without

URL = "https://host.example/answer"
REDDIT_POST = {"name": "t3_1", "title": "Acme", "permalink": "/r/a/comments/1/"}
DISCOURSE_POST = {"id": 7, "username": "ann", "cooked": "<p>Acme</p>", "topic_id": 3}
BLUESKY_POST = {"uri": "at://did:plc:a/app.bsky.feed.post/3k", "record": {"text": "Acme"}}
MESSAGE = """<div class="tgme_channel_info"></div>
<div class="tgme_widget_message" data-post="acme/1"><div class="tgme_widget_message_text">Acme moved</div>
<span class="tgme_widget_message_views">{}</span></div>"""


def reddit(**counts: object) -> dict[str, Any]:
    return {"data": {"children": [{"kind": "t3", "data": {**REDDIT_POST, **counts}}]}}


def app_store(**counts: object) -> dict[str, Any]:
    review = {"id": {"label": "1"}, "title": {"label": "Acme"}}
    return {"feed": {"entry": [{**review, **{f"im:{name}": {"label": n} for name, n in counts.items()}}]}}


def google_play(**counts: object) -> dict[str, Any]:
    return {"reviews": [{"reviewId": "1", "comments": [{"userComment": {"text": "Acme", **counts}}]}]}


def mastodon(followers: int | None, **counts: object) -> list[dict[str, Any]]:
    status = {"id": "1", "content": "<p>Acme</p>", "url": URL, "account": {"followers_count": followers}}
    return [{**status, **counts}]


def x(**metrics: object) -> dict[str, Any]:
    return {"data": [{"id": "1", "text": "Acme", "public_metrics": metrics}]}


def github(**counts: object) -> dict[str, Any]:
    return {"items": [{"id": 1, "title": "Acme", "html_url": URL, **counts}]}


def discussion(**counts: object) -> dict[str, Any]:
    return {"data": {"search": {"nodes": [{"id": "D_1", "title": "Acme", "url": URL, **counts}]}}}


def lemmy(what: str, **counts: object) -> dict[str, Any]:
    return {f"{what}s": [{what: {"id": 1, "ap_id": URL, "name": "Acme"}, "counts": counts}]}


def topic(views: object, **counts: object) -> dict[str, Any]:
    return {"posts": [{**DISCOURSE_POST, **counts}], "topics": [{"id": 3, "title": "Acme", "views": views}]}


def launch(**counts: object) -> dict[str, Any]:
    return {"data": {"posts": {"nodes": [{"id": "1", "name": "Acme", "url": URL, **counts}]}}}


def comment(**counts: object) -> dict[str, Any]:
    about = {"videoId": "v", "textOriginal": "Acme", **counts}
    return {"items": [{"snippet": {"topLevelComment": {"id": "c", "snippet": about}}}]}


def video(community: str) -> bytes:
    entry = f"<entry><id>yt:video:a</id><title>Acme</title><media:group>{community}</media:group></entry>"
    return atom(entry, attributes='xmlns:media="http://search.yahoo.com/mrss/"').encode()


HN = {"objectID": "1", "title": "Acme"}
TWEET = {"id_str": "1", "full_text": "Acme"}
LIKES = [{"id": 2, "count": 5}, {"id": 6, "count": 90}]
RATED = "<media:starRating count='40' average='5'/><media:statistics views='12000'/>"

TOLD: list[tuple[str, object, Reach | None]] = [
    ("appstore_reviews", app_store(voteSum="9", voteCount="3"), Reach(None, 3)),
    ("appstore_reviews", app_store(), None),
    (
        "bluesky_search",
        {"posts": [{**BLUESKY_POST, "likeCount": 4, "repostCount": 3, "replyCount": 2, "quoteCount": 1}]},
        Reach(None, 10),
    ),
    ("bluesky_search", {"posts": [BLUESKY_POST]}, None),
    (
        "devto_json",
        [{"id": 1, "title": "Acme", "public_reactions_count": 12, "comments_count": 3}],
        Reach(None, 15),
    ),
    ("discourse", topic(70, like_count=2), Reach(70, 2)),
    ("discourse", topic(None), None),
    (
        "discourse",
        {"latest_posts": [{**DISCOURSE_POST, "reads": 34, "reply_count": 1, "actions_summary": LIKES}]},
        Reach(34, 6),
    ),
    (
        "discourse",
        {"topic_list": {"topics": [{"id": 3, "slug": "a", "title": "Acme", "views": 9, "like_count": 2}]}},
        Reach(9, 2),
    ),
    ("flickr_search", {"photos": {"photo": [{"id": "1", "owner": "o", "views": "33"}]}}, Reach(33, None)),
    ("flickr_search", {"photos": {"photo": [{"id": "1", "owner": "o"}]}}, None),
    ("github_search", github(comments=4, reactions={"total_count": 6, "+1": 5}), Reach(None, 10)),
    ("github_search", github(stargazers_count=308), Reach(None, 308)),
    (
        "github_search",
        discussion(upvoteCount=1, comments={"totalCount": 2}, reactions={"totalCount": 3}),
        Reach(None, 6),
    ),
    ("github_search", discussion(), None),
    ("google_play", google_play(thumbsUpCount=3, thumbsDownCount=2), Reach(None, 5)),
    ("google_play", google_play(), None),
    ("hn_algolia", {"hits": [{**HN, "points": 3, "num_comments": 1}]}, Reach(None, 4)),
    ("hn_algolia", {"hits": [{**HN, "points": None, "num_comments": None}]}, None),
    ("lemmy_json", lemmy("post", score=5, upvotes=6, downvotes=1, comments=3), Reach(None, 10)),
    ("lemmy_json", lemmy("comment", upvotes=6, downvotes=1, child_count=2), Reach(None, 9)),
    (
        "lemmy_json",
        {"posts": [{"post": {"id": 1, "ap_id": URL, "upvotes": 6, "comments": 3}}]},
        Reach(None, 9),
    ),
    ("lobsters", [{"short_id": "a", "title": "Acme", "score": 33, "comment_count": 5}], Reach(None, 38)),
    (
        "mastodon_json",
        mastodon(519, replies_count=1, reblogs_count=4, favourites_count=2, quotes_count=0),
        Reach(519, 7),
    ),
    ("mastodon_json", [{"id": "1", "reblog": mastodon(9, reblogs_count=4)[0]}], Reach(9, 4)),
    ("mastodon_json", mastodon(None), None),
    ("producthunt", launch(votesCount=90, commentsCount=9), Reach(None, 99)),
    ("producthunt", launch(), None),
    ("reddit_json", reddit(score=118, num_comments=12, subreddit_subscribers=825_493), Reach(None, 130)),
    ("reddit_json", reddit(score=-40, num_comments=2), Reach(None, 2)),
    ("reddit_json", reddit(), None),
    (
        "stackexchange_json",
        {"items": [{"question_id": 1, "title": "Acme", "view_count": 900, "score": -1, "answer_count": 2}]},
        Reach(900, 2),
    ),
    ("telegram_preview", MESSAGE.format("815").encode(), Reach(815, None)),
    ("telegram_preview", MESSAGE.format("1.2K").encode(), Reach(1_200, None)),
    ("telegram_preview", MESSAGE.format("3.45M").encode(), Reach(3_450_000, None)),
    ("telegram_preview", MESSAGE.format("many").encode(), None),
    ("trustpilot", {"reviews": [{"id": "1", "title": "Acme", "numberOfLikes": 2}]}, Reach(None, 2)),
    ("trustpilot", {"reviews": [{"id": "1", "title": "Acme"}]}, None),
    ("tumblr", {"response": [{"id": 1, "summary": "Acme", "note_count": 7}]}, Reach(None, 7)),
    (
        "twitter_v11_search",
        [{**TWEET, "user": {"followers_count": 249}, "retweet_count": 1, "favorite_count": 2}],
        Reach(249, 3),
    ),
    ("x_v2_search", x(like_count=42, retweet_count=5, reply_count=2, quote_count=1), Reach(None, 50)),
    ("x_v2_search", x(impression_count=900, bookmark_count=7), Reach(900, None)),
    ("x_v2_search", x(), None),
    ("youtube_api_json", comment(likeCount=4), Reach(None, 4)),
    ("youtube_feed", video(f"<media:community>{RATED}</media:community>"), Reach(12_000, 40)),
    ("youtube_feed", video(""), None),
    ("feed", rss("<item><title>Acme</title></item>").encode(), None),
]


@pytest.mark.parametrize(("kind", "answer", "reach"), TOLD)
def test_reach_is_what_the_document_tells(kind: str, answer: object, reach: Reach | None) -> None:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()

    (entry,) = kinds.read(kind, body, None, URL).entries

    assert entry.reach == reach


@pytest.mark.parametrize("odd", [None, True, "", "many", -7, 1e400, 10**30, "9" * 9_000, [], {"n": 1}])
def test_odd_counts_neither_stumble_nor_grow_beyond_bounds(odd: object) -> None:
    hit = {**HN, "points": odd, "num_comments": 1}

    (entry,) = kinds.read("hn_algolia", json.dumps({"hits": [hit]}).encode(), None, URL).entries

    assert entry.reach in (Reach(None, 1), Reach(None, 10**12))


# What the first entry of recorded answers tells, added up by hand.
RECORDED = {
    "appstore_reviews/497799835_cn_5.json": Reach(None, 3),
    "bluesky_search/lexicon_sample.json": Reach(None, 8 + 0 + 7),
    "devto_json/articles_index.json": Reach(None, 142 + 37),
    "discourse/topic.json": Reach(34, 1),
    "flickr/photos_search_geo_1.json": Reach(0, None),
    "github_search/search_issues_2013.json": Reach(None, 1_017),
    "github_search/search_repos_2026.json": Reach(None, 308),
    "hn_algolia/anthropic_or_claude_2026.json": Reach(None, 3 + 1),
    "lemmy_json/comments_list_2023.json": Reach(None, 1),
    "lobsters/hottest_2020.json": Reach(None, 33 + 5),
    "mastodon_json/search_v2_halcy_2026.json": Reach(455, 1),
    "mastodon_json/tag_ichbinhanna_2022.json": Reach(519, 4 + 1),
    "reddit_json/search_posts_go_2020.json": Reach(None, 103_829 + 3_748),
    "stackexchange_json/search_stackapi_2021.json": Reach(367_473, 267 + 5),
    "telegram_preview/prstnk_2026.html": Reach(1, None),
    "tumblr/api_posts_tag_wendys_2015.json": Reach(None, 7),
    "twitter_v11_search/bear_search.json": Reach(3_914_587, 28 + 126),
    "x_v2_search/docs_default_fields.json": None,
    "x_v2_search/docs_expansions.json": Reach(None, 5 + 2 + 42 + 1),
    "youtube_api_json/comment_threads_page1.json": Reach(None, 0),
    "youtube_feed/feeder.xml": Reach(258_268, 9_823),
}
RECORDINGS = recordings(lambda one: one.name in RECORDED)


@skip_without(RECORDINGS)
@each(RECORDINGS)
def test_recorded_answer_tells_how_far_it_goes(recording: Recording) -> None:
    first, *others = kinds.read(recording.kind, recording.body, None, URL).entries

    assert first.reach == RECORDED[recording.name]
    assert all((other.reach is None) == (first.reach is None) for other in others)
