"""Draft, submit, ask. What is begun is written down before it is asked for, so that no article comes out twice.

A picture or a draft that is uploaded twice harms nobody. Submitting is done once: if its answer is lost, the list of
what is published is looked through for this piece's link, for as long as it takes.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from content.channels.errors import ChannelRefused
from content.channels.markup import pictures_in, to_html
from content.channels.outlets import Copy, News, Size
from content.channels.outlets.wechat_mp.client import call, upload
from content.channels.pictures import content

AUTHOR_LENGTH = 16
PICTURE_BYTES = 1024 * 1024
_UNDER_WAY = 1
_OUTCOMES = {
    2: "原创失败",
    3: "常规失败",
    4: "平台审核不通过",
    5: "成功后用户删除所有文章",
    6: "成功后系统封禁所有文章",
}


def article(copy: Copy, source_of: Callable[[int], str]) -> str:
    """The content of the article. Links to other sites are taken out by the vendor, so "read on" carries ours."""
    return to_html(Copy(**{**vars(copy), "link": ""}), source_of)


class Publisher:
    """See ``content.channels.outlets.Publisher``."""

    def __init__(self, cover: Size, picture: Size) -> None:
        self.cover, self.picture = cover, picture

    def send(self, copy: Copy, *, kept: dict[str, Any], keep: Callable[..., None]) -> None:
        if kept.get("submitting"):
            return
        addresses = self._pictures(copy, kept, keep)
        if "cover" not in kept:
            picture = content(copy.cover, self.cover)
            keep(cover=str(upload("/cgi-bin/material/add_material", "cover.jpg", picture, type="image")["media_id"]))
        draft = kept.get("draft") or self._draft(copy, addresses, kept, keep)
        keep(submitting=True)
        try:
            answer = call("/cgi-bin/freepublish/submit", {"media_id": draft})
        except ChannelRefused:
            # It said no: nothing was begun.
            keep(submitting=False)
            raise
        keep(publish_id=str(answer["publish_id"]), message=str(answer.get("msg_data_id") or ""))

    def _pictures(self, copy: Copy, kept: dict[str, Any], keep: Callable[..., None]) -> dict[int, str]:
        known = {int(number): str(url) for number, url in kept.get("pictures", {}).items()}
        for number in pictures_in(copy.text):
            if number in known or number not in copy.pictures:
                continue
            picture = content(copy.pictures[number], self.picture)
            if len(picture) >= PICTURE_BYTES:
                raise ChannelRefused(_("Picture %(number)s is too large for the channel.") % {"number": number})
            known[number] = str(upload("/cgi-bin/media/uploadimg", f"{number:02d}.jpg", picture)["url"])
            keep(pictures={str(key): url for key, url in known.items()})
        return known

    def _draft(self, copy: Copy, addresses: dict[int, str], kept: dict[str, Any], keep: Callable[..., None]) -> str:
        draft = _find("/cgi-bin/draft/batchget", copy.link).get("media_id") if kept.get("drafting") else None
        if not draft:
            keep(drafting=True)
            fields = {
                "title": copy.title,
                "author": copy.author[:AUTHOR_LENGTH],
                "digest": copy.summary,
                "content": article(copy, lambda number: addresses[number]),
                "content_source_url": copy.link,
                "thumb_media_id": kept["cover"],
                "need_open_comment": 0,
            }
            draft = call("/cgi-bin/draft/add", {"articles": [fields]})["media_id"]
        keep(draft=str(draft))
        return str(draft)

    def news(self, copy: Copy, *, kept: dict[str, Any]) -> News:
        if publish_id := kept.get("publish_id"):
            answer = call("/cgi-bin/freepublish/get", {"publish_id": publish_id})
            status = int(answer["publish_status"])
            if status == 0:
                items = (answer.get("article_detail") or {}).get("item") or [{}]
                return News(is_out=True, url=str(items[0].get("article_url") or ""))
            if status == _UNDER_WAY:
                return News(is_out=None)
            return News(is_out=False, reason=_OUTCOMES.get(status, str(status)))
        if kept.get("submitting") and (found := _find("/cgi-bin/freepublish/batchget", copy.link)):
            return News(is_out=True, url=str(found.get("url") or ""))
        return News(is_out=None)

    def views(self, *, kept: dict[str, Any], out_on: date, today: date) -> int | None:
        """Readers until yesterday, of those that the vendor counts (30 days)."""
        if not kept.get("message") or out_on >= today:
            return None
        day = out_on.isoformat()
        answer = call("/datacube/getarticletotaldetail", {"begin_date": day, "end_date": day})
        for row in answer.get("list") or []:
            if row.get("msgid") == f"{kept['message']}_1" and row.get("detail_list"):
                latest = max(row["detail_list"], key=lambda detail: str(detail["stat_date"]))
                return int(latest["read_user"])
        return None


def _find(path: str, link: str) -> dict[str, Any]:
    """Among the latest drafts or articles the one that leads to ``link``: its address and id; empty without one."""
    answer = call(path, {"offset": 0, "count": 20, "no_content": 1})
    for item in answer.get("item") or []:
        for news in item["content"]["news_item"]:
            if news.get("content_source_url") == link:
                return {"media_id": item.get("media_id"), "url": news.get("url")}
    return {}
