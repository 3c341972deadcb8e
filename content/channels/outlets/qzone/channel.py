"""QQ空间: a 说说 of text and pictures, put there by hand.

The vendor publishes no figures and the API for it (add_topic on wiki.connect.qq.com) is closed to new applications.
1,000 characters and nine pictures are what any client shows without folding.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import ByHand, Size
from content.channels.rules import Limits


class Channel(ByHand):
    """See ``content.channels.outlets.Channel``."""

    code = "qzone"
    label = _("Qzone")
    how = _("Paste the text as a post at qzone.qq.com or in QQ, and add the pictures.")
    campaign = "QQ空间"
    picture = Size(1080, 1080, is_cropped=False)
    limits = Limits(text=1000, usual=300, pictures=9, hashtags=5, source="qzone.qq.com, 说说")

    def tag(self, word: str) -> str:
        return f"#{word}#"
