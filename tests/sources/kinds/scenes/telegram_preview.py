"""The preview of a public channel: twenty messages, oldest first; what is older, before a message."""

from __future__ import annotations

from html import escape

from ..services import Answer, Asked, Post, Scene, Service

_A_PAGE = 20
_HTML = {"Content-Type": "text/html; charset=utf-8"}


class Telegram(Service):
    def answer(self, asked: Asked) -> Answer:
        if asked.path != "/s/larkfield":
            return Answer(200, b'<html><div class="tgme_page">You can contact @somebody</div></html>', _HTML)
        before = int(asked.query.get("before", str(1 << 40)))
        shown = [post for post in self.posts if post.number < before][-_A_PAGE:]
        channel = '<meta property="og:title" content="Larkfield"><main class="tgme_channel_history">'
        page = f"<html><head>{channel}{''.join(map(_message, shown))}</main></html>"
        return Answer(200, page.encode(), _HTML)


def _message(post: Post) -> str:
    name = f"larkfield/{post.number}"
    return (
        f'<div class="tgme_widget_message js-widget_message" data-post="{name}">'
        f'<div class="tgme_widget_message_text js-message_text">{escape(post.text)}</div>'
        f'<a class="tgme_widget_message_date" href="https://t.me/{name}">'
        f'<time datetime="{post.at.isoformat()}" class="time"></time></a></div>'
    )


SCENE = Scene(
    kind="telegram_preview",
    service=Telegram,
    address="/s/larkfield",
    a_page=_A_PAGE,
    is_json=False,
    spoiled=Answer(200, b"<html><body><p>Something else entirely</p></body></html>", _HTML),
)
