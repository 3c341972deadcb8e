"""A letter to those who asked for it, sent with whatever sends the brand's letters.

A subject of 78 characters: a line of a message should not be longer (RFC 5322, 2.1.1). The text has no limit there;
Gmail cuts a message at 102 KB (third-party accounts), which 20,000 characters of HTML stay below.
"""

from django.utils.translation import gettext_lazy as _

from content.channels.outlets import AsHtml
from content.channels.rules import Limits


class Channel(AsHtml):
    """See ``content.channels.outlets.Channel``."""

    code = "mail"
    label = _("Letter by mail")
    how = _("Copy it into a new letter. The pictures are shown from this shop, so nothing has to be attached.")
    campaign = "邮件"
    limits = Limits(title=78, summary=120, text=20000, usual=12000, pictures=20, source="RFC 5322, 2.1.1")
