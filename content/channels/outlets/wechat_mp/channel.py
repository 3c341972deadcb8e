"""公众号: an article with a cover.

Limits: title 32 characters, author 16, digest 128, content below 20,000 characters of HTML and 1 MB, pictures in it
only from ``media/uploadimg`` (JPEG or PNG below 1 MB), cover from the permanent material; "read on" leads to
``content_source_url``. Source: developers.weixin.qq.com/doc/service/api/draftbox/draftmanage/api_draft_add and
…/material/permanent/api_uploadimage (read 2026-11). The first also names 2 KB for the content, which no article would
fit; that figure is left out.

``freepublish/submit`` is open to certified accounts only (since July 2025). Without ``WECHAT_MP_APPID`` and
``WECHAT_MP_SECRET`` the article is put there by hand.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import AsHtml, Copy, Size
from content.channels.outlets.wechat_mp.client import is_connected
from content.channels.outlets.wechat_mp.publisher import Publisher, article
from content.channels.pictures import address
from content.channels.rules import Limits


class Channel(AsHtml):
    """See ``content.channels.outlets.Channel``."""

    code = "wechat_mp"
    label = _("WeChat Official Account")
    how = _("Copy it into a new article at mp.weixin.qq.com, and put the short link where it asks for the original.")
    campaign = "公众号"
    cover = Size(900, 383)
    picture = Size(1080, 1080, is_cropped=False)
    limits = Limits(
        title=32,
        summary=128,
        text=20000,
        usual=14000,
        least_pictures=1,
        pictures=20,
        source="developers.weixin.qq.com, draft_add",
    )

    def text(self, copy: Copy) -> str:
        return article(copy, lambda number: address(copy.pictures[number], self.picture))

    def publisher(self) -> Any:
        return Publisher(self.cover, self.picture) if is_connected() else None
