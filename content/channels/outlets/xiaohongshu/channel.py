"""小红书: a note of pictures, put there by hand.

A title of 20 characters, a text of 1,000, 1 to 18 pictures, upright 3:4: what the publishing page of
creator.xiaohongshu.com takes (read in third-party accounts; the vendor has no public page with these figures).
Links in a note lead nowhere, so the text carries the code for whoever types it.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import ByHand, Size
from content.channels.rules import Limits


class Channel(ByHand):
    """See ``content.channels.outlets.Channel``."""

    code = "xiaohongshu"
    label = _("Xiaohongshu")
    how = _("Add the pictures first, at creator.xiaohongshu.com or in the app; then title and text.")
    campaign = "小红书"
    picture = Size(1242, 1660)
    limits = Limits(
        title=20,
        text=1000,
        usual=500,
        least_pictures=1,
        pictures=18,
        hashtags=10,
        source="creator.xiaohongshu.com, 发布笔记",
    )
