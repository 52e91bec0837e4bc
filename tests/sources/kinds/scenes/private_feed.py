"""The site of `feed`, with a token in the address, without which it says nothing."""

from __future__ import annotations

from ..services import SECRET, Answer, Asked, Scene
from .feed import Site


class ClosedSite(Site):
    def answer(self, asked: Asked) -> Answer:
        return super().answer(asked) if asked.query.get("token") == SECRET else Answer(403)


SCENE = Scene(
    kind="private_feed",
    service=ClosedSite,
    address=f"/feed.xml?token={SECRET}",
    keeps=20,
    is_json=False,
    spoiled=Answer.xml("<books><book/></books>"),
)
