"""Plain HTML for any site that takes it: no classes, no scripts, pictures with full addresses.

No vendor, no limits but sense: 50,000 characters.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import AsHtml
from content.channels.rules import Limits


class Channel(AsHtml):
    """See ``content.channels.outlets.Channel``."""

    code = "html"
    label = _("Plain HTML")
    how = _("Paste it where the other site takes HTML. The pictures are shown from this shop.")
    campaign = "网页"
    limits = Limits(title=120, summary=200, text=50000, usual=40000, pictures=40, source="HTML Living Standard")
