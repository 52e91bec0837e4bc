"""Trustpilot's API for businesses: units found by their domains, reviews newest first."""

from __future__ import annotations

from ..services import SECRET, Answer, Asked, Post, Scene, Service

UNIT = "507f191e810c19729de860ea"
FIND = "/v1/business-units/find"


class Trustpilot(Service):
    """`units` are the business units it knows, by their domains."""

    def __init__(self) -> None:
        super().__init__()
        self.units = {"larkfield.example": UNIT}

    def answer(self, asked: Asked) -> Answer:
        if asked.headers.get("apikey") != SECRET:
            return Answer.of({"fault": {"faultstring": "Invalid ApiKey", "detail": {}}}, 401)
        if asked.path == FIND:
            unit = self.units.get(asked.query["name"])
            return Answer.of({"id": unit}) if unit else _failure(404, "Business unit not found")
        unit = asked.path.split("/")[3]
        assert asked.path == f"/v1/business-units/{unit}/reviews"
        if unit not in self.units.values():
            return _failure(404, "Business unit not found")
        assert asked.query.get("orderBy", "createdat.desc") == "createdat.desc"
        size, page = int(asked.query.get("perPage", 20)), int(asked.query.get("page", 1))
        if not 1 <= size <= 100:
            return _failure(400, "perPage must be between 1 and 100")
        shown = self.newest_first[(page - 1) * size : page * size]
        return Answer.of({"links": [], "reviews": [self._review(post) for post in shown]})

    def _review(self, post: Post) -> dict[str, object]:
        number = f"{post.number:024x}"
        return {
            "id": number,
            "stars": 2,
            "title": "A review",
            "text": post.text,
            "createdAt": f"{post.at:%Y-%m-%dT%H:%M:%SZ}",
            "updatedAt": None,
            "consumer": {"id": "1", "displayName": post.author},
            "links": [{"rel": "self", "href": f"{self.base}/v1/reviews/{number}"}],
        }


def _failure(status: int, message: str) -> Answer:
    return Answer.of({"message": message, "errorCode": status}, status)


SCENE = Scene(
    kind="trustpilot", service=Trustpilot, key={"api_key": SECRET}, a_page=100, quiet=1, sign_in=FIND
)
