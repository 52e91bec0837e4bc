"""The App Store's feed of reviews: ten pages of fifty, a word in plain text behind them."""

from __future__ import annotations

import re

from ..services import Answer, Asked, Post, Scene, Service

_ASKED = re.compile(r"/([a-z]{2})/rss/customerreviews/page=(\d+)/id=(\d+)/sortby=mostrecent/json")
_A_PAGE = 50


class AppStore(Service):
    """What is said is said in the country that `country_of` gives; the pages in `blank` are shown empty."""

    def __init__(self) -> None:
        super().__init__()
        self.country_of: dict[str, str] = {}
        self.blank: set[tuple[str, int]] = set()

    def answer(self, asked: Asked) -> Answer:
        path = _ASKED.fullmatch(asked.path)
        assert path, asked.path
        country, page, app = path[1], int(path[2]), path[3]
        if page > 10:
            return Answer(200, b"CustomerReviews RSS page depth is limited to 10 pages")
        said = [post for post in self.newest_first if self.country_of.get(post.text, "us") == country]
        shown = said[(page - 1) * _A_PAGE : page * _A_PAGE] if (country, page) not in self.blank else []
        feed: dict[str, object] = {"title": {"label": "iTunes Store: Customer Reviews"}}
        if len(shown) == 1:
            feed["entry"] = _review(shown[0], country, app)
        elif shown:
            feed["entry"] = [_review(post, country, app) for post in shown]
        return Answer.of({"feed": feed})


def _review(post: Post, country: str, app: str) -> dict[str, object]:
    """All have one address."""
    return {
        "author": {"name": {"label": post.author}, "label": ""},
        "updated": {"label": f"{post.at:%Y-%m-%dT%H:%M:%S}+00:00"},
        "im:rating": {"label": "2"},
        "id": {"label": str(post.number)},
        "title": {"label": "A review"},
        "content": {"label": post.text, "attributes": {"type": "text"}},
        "link": {
            "attributes": {"rel": "related", "href": f"https://itunes.apple.com/{country}/review?id={app}"}
        },
    }


SCENE = Scene(
    kind="appstore_reviews",
    service=AppStore,
    options={"app": "389801252", "countries": "us"},
    a_page=_A_PAGE,
    keeps=500,
)
