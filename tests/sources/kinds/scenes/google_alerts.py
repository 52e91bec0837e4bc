"""An alert of Google's, at an address that only its owner knows: twenty hits, wrapped, with bold marks."""

from __future__ import annotations

from html import escape

from ..served_feeds import NO_FEED, NOT_THERE, atom, unless_known
from ..services import SECRET, Answer, Asked, Post, Scene, Service

_PATH = f"/alerts/feeds/0123456789/{SECRET}"


class Alerts(Service):
    def answer(self, asked: Asked) -> Answer:
        if asked.path != _PATH:
            return NOT_THERE
        own = f"<link rel='self' href='https://www.google.com{_PATH}'/>"
        return unless_known(asked, atom([own, *map(_hit, self.newest_first[:20])]))


def _hit(post: Post) -> str:
    wrapped = f"https://www.google.com/url?rct=j&sa=t&url=https://paper.example/{post.number}&ct=ga&usg=x"
    marked = post.text.replace("Larkfield", "<b>Larkfield</b>")
    return (
        f"<entry><id>tag:google.com,2013:googlealerts/feed:{post.number}</id>"
        f"<title type='html'>{escape(marked)}</title><link href='{escape(wrapped)}'/>"
        f"<published>{post.at:%Y-%m-%dT%H:%M:%SZ}</published><updated>{post.at:%Y-%m-%dT%H:%M:%SZ}</updated>"
        f"<content type='html'>{escape(marked)}</content><author><name/></author></entry>"
    )


SCENE = Scene(kind="google_alerts", service=Alerts, address=_PATH, keeps=20, is_json=False, spoiled=NO_FEED)
