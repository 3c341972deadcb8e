"""朋友圈: text with nine pictures, or a poster, posted from a phone.

The vendor publishes no figures. Accounts of users name 1,000 to 1,500 characters; the lower is the limit here, and the
app folds what has more than six lines. Nine pictures fill the square.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import ByHand, Size
from content.channels.rules import Limits


class Channel(ByHand):
    """See ``content.channels.outlets.Channel``."""

    code = "moments"
    label = _("WeChat Moments")
    how = _("Save the pictures or the poster to the phone, choose them in WeChat, and paste the text.")
    campaign = "朋友圈"
    picture = Size(1080, 1080)
    has_poster = True
    limits = Limits(text=1000, usual=140, least_pictures=1, pictures=9, source="微信，发表文字")
