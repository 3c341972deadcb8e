"""微博: a post of text and pictures, put there by hand.

2,000 characters, two narrow ones counting as one, and 18 pictures: what its publishing form takes (weibo.com, read in
third-party accounts of 2023; the vendor has no public page with these figures). Its API (statuses/share on
open.weibo.com) takes one picture and an application that was audited, so there is none here.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import ByHand, Size
from content.channels.rules import Limits, Unit


class Channel(ByHand):
    """See ``content.channels.outlets.Channel``."""

    code = "weibo"
    label = _("Weibo")
    how = _("Paste the text at weibo.com or in the app, and add the pictures in the order of their numbers.")
    campaign = "微博"
    picture = Size(1440, 1440, is_cropped=False)
    limits = Limits(text=2000, usual=280, unit=Unit.HALVES, pictures=18, hashtags=10, source="weibo.com, 发布框")

    def tag(self, word: str) -> str:
        return f"#{word}#"
