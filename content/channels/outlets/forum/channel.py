"""A forum post, put there by hand.

A subject of 80 bytes and a message of 10,000 are what Discuz! begins with (its settings of posting, 发帖相关设置;
third-party accounts). It counts bytes: 40 Chinese characters, and 5,000 to be on the safe side.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.markup import plain_marks
from content.channels.outlets import ByHand, Copy, Size
from content.channels.rules import Limits, Unit


class Channel(ByHand):
    """See ``content.channels.outlets.Channel``."""

    code = "forum"
    label = _("Forum")
    how = _("Open a new thread, paste title and text, and attach the pictures where the text names their numbers.")
    campaign = "论坛"
    picture = Size(1200, 1200, is_cropped=False)
    limits = Limits(title=40, text=5000, usual=4000, unit=Unit.HALVES, pictures=20, source="Discuz! 发帖相关设置")

    def body(self, copy: Copy) -> str:
        return plain_marks(copy.text).strip()
