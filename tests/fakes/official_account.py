"""公众号: token, material, drafts, publishing, figures; with the limits it documents and the faults it can have."""

import json
import re
import secrets
from dataclasses import dataclass, field
from email import message_from_bytes
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from PIL import Image

from tests.fakes.vendor import Answer, Request

_IMAGE = re.compile(r'<img[^>]* src="([^"]*)"')


@dataclass
class Article:
    """What was handed in: a draft, then under way, then out."""

    fields: dict[str, Any]
    media_id: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    publish_id: str = ""
    message: str = ""
    # 1: under way; the vendor's other numbers are outcomes.
    status: int = -1
    asks_left: int = 0

    @property
    def url(self) -> str:
        return f"http://mp.weixin.qq.com/s/{self.publish_id}"


class OfficialAccount:
    """The vendor, for one account."""

    def __init__(self) -> None:
        self.appid, self.secret = "wx5f0b1c2d3e4f5a6b", secrets.token_hex(16)
        self.tokens: set[str] = set()
        self.pictures: dict[str, bytes] = {}
        self.material: dict[str, bytes] = {}
        self.articles: list[Article] = []
        self.read_users: dict[str, int] = {}
        # Its machines do not answer; or they do what they are asked at this path and fail to say so, so many times.
        self.away = False
        self.lost_answers: dict[str, int] = {}
        # How often it answers "under way" before an outcome, and which.
        self.asks_until_done, self.outcome = 0, 0
        self.refusals: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []

    def environment(self, base_url: str) -> dict[str, str]:
        """What the shop has to be told."""
        return {
            "WECHAT_MP_APPID": self.appid,
            "WECHAT_MP_SECRET": self.secret,
            "WECHAT_MP_BASE_URL": base_url,
        }

    @property
    def published(self) -> list[Article]:
        """Everything that was ever handed over for publishing."""
        return [article for article in self.articles if article.publish_id]

    @property
    def drafts(self) -> list[Article]:
        return [article for article in self.articles if not article.publish_id]

    def handle(self, request: Request) -> Answer:
        """Answer a request with the faults of this moment."""
        self.asked.append(request.path)
        if self.away:
            return Answer(502, b"<html>Bad Gateway</html>")
        said = self.refusals.get(request.path) or self._handle(request)
        if self.lost_answers.get(request.path, 0) > 0:
            self.lost_answers[request.path] -= 1
            return Answer(504, b"")
        return Answer(200, json.dumps(said, ensure_ascii=False).encode(), {"Content-Type": "application/json"})

    def _handle(self, request: Request) -> dict[str, Any]:
        query = {name: values[0] for name, values in parse_qs(request.query).items()}
        if request.path == "/cgi-bin/stable_token":
            return self._token(json.loads(request.body))
        if query.get("access_token") not in self.tokens:
            return _no(40001, "invalid credential, access_token is invalid or not latest")
        match request.path:
            case "/cgi-bin/media/uploadimg":
                return self._picture(_file_of(request))
            case "/cgi-bin/material/add_material":
                return self._material(_file_of(request), query.get("type", ""))
        asked = json.loads(request.body)
        assert b"\\u" not in request.body, "escapes would be shown to readers"
        match request.path:
            case "/cgi-bin/draft/add":
                return self._draft(asked["articles"])
            case "/cgi-bin/draft/batchget":
                return _listed(self.drafts, asked, "media_id")
            case "/cgi-bin/freepublish/submit":
                return self._submit(asked["media_id"])
            case "/cgi-bin/freepublish/get":
                return self._state(asked["publish_id"])
            case "/cgi-bin/freepublish/batchget":
                return _listed([row for row in self.published if row.status == 0], asked, "article_id")
            case "/datacube/getarticletotaldetail":
                return self._figures()
        return _no(40066, "invalid url")

    def _token(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked != {"grant_type": "client_credential", "appid": self.appid, "secret": self.secret}:
            return _no(40125, "invalid appsecret")
        if not self.tokens:
            self.tokens.add(secrets.token_hex(64))
        return {"access_token": next(iter(self.tokens)), "expires_in": 7200}

    def _picture(self, file: bytes) -> dict[str, Any]:
        if Image.open(BytesIO(file)).format not in {"JPEG", "PNG"}:
            return _no(40005, "invalid file type")
        if len(file) >= 1024 * 1024:
            return _no(40009, "invalid image size")
        url = f"http://mmbiz.qpic.cn/{secrets.token_hex(8)}/0"
        self.pictures[url] = file
        return {"url": url, "errcode": 0, "errmsg": "ok"}

    def _material(self, file: bytes, kind: str) -> dict[str, Any]:
        if kind != "image" or len(file) > 10 * 1024 * 1024:
            return _no(40004 if kind != "image" else 40009, "invalid media")
        media_id = secrets.token_urlsafe(32)
        self.material[media_id] = file
        return {"media_id": media_id, "url": f"http://mmbiz.qpic.cn/{media_id}/0?wx_fmt=jpeg"}

    def _draft(self, articles: list[dict[str, Any]]) -> dict[str, Any]:
        [fields] = articles
        for name, most, code in (("title", 32, 45003), ("author", 16, 45110), ("digest", 128, 45004)):
            if len(fields.get(name, "")) > most:
                return _no(code, f"{name} size out of limit")
        if len(fields["content"]) >= 20000 or len(fields["content"].encode()) >= 1024 * 1024:
            return _no(45002, "content size out of limit")
        if len(fields["content_source_url"].encode()) > 1024:
            return _no(45005, "link size out of limit")
        if fields["thumb_media_id"] not in self.material:
            return _no(40007, "invalid media_id")
        # What is not its own is taken out of the text.
        strangers = [url for url in _IMAGE.findall(fields["content"]) if url not in self.pictures]
        for url in strangers:
            fields["content"] = fields["content"].replace(url, "")
        article = Article(fields)
        self.articles.append(article)
        return {"media_id": article.media_id}

    def _submit(self, media_id: str) -> dict[str, Any]:
        draft = next((row for row in self.drafts if row.media_id == media_id), None)
        if draft is None:
            return _no(40007, "invalid media_id")
        draft.publish_id = str(100000001 + len(self.published))
        draft.message, draft.asks_left, draft.status = f"22474{draft.publish_id[-5:]}", self.asks_until_done, 1
        if not draft.asks_left:
            draft.status = self.outcome
        return {"errcode": 0, "errmsg": "ok", "publish_id": draft.publish_id, "msg_data_id": draft.message}

    def _state(self, publish_id: str) -> dict[str, Any]:
        article = next((row for row in self.published if row.publish_id == publish_id), None)
        if article is None:
            return _no(53600, "Article ID 无效")
        if article.asks_left:
            article.asks_left -= 1
        else:
            article.status = self.outcome
        said: dict[str, Any] = {"publish_id": publish_id, "publish_status": article.status}
        if article.status == 0:
            items = [{"idx": 1, "article_url": article.url}]
            said |= {"article_id": article.media_id, "article_detail": {"count": 1, "item": items}, "fail_idx": []}
        elif article.status > 1:
            said["fail_idx"] = [1]
        return said

    def _figures(self) -> dict[str, Any]:
        rows = [
            {
                "ref_date": "2026-10-01",
                "msgid": f"{message}_1",
                "publish_type": 1,
                "detail_list": [
                    {"stat_date": "2026-10-02", "read_user": readers},
                    {"stat_date": "2026-10-01", "read_user": 1},
                ],
            }
            for message, readers in self.read_users.items()
        ]
        return {"list": rows, "is_delay": False}


def _listed(rows: list[Article], asked: dict[str, Any], name: str) -> dict[str, Any]:
    assert asked["no_content"] == 1
    assert 1 <= asked["count"] <= 20
    shown = list(reversed(rows))[asked["offset"] : asked["offset"] + asked["count"]]
    items = [
        {
            name: row.media_id,
            "content": {"news_item": [{**{k: v for k, v in row.fields.items() if k != "content"}, "url": row.url}]},
            "update_time": 1,
        }
        for row in shown
    ]
    return {"total_count": len(rows), "item_count": len(items), "item": items}


def _file_of(request: Request) -> bytes:
    kind = request.headers["content-type"].encode()
    form = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + request.body)
    [part] = [part for part in form.get_payload() if part.get_param("name", header="content-disposition") == "media"]
    assert part.get_filename()
    return bytes(part.get_payload(decode=True))


def _no(code: int, text: str) -> dict[str, Any]:
    return {"errcode": code, "errmsg": text}
