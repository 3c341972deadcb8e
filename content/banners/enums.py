"""The places."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Slot(TextChoices):
    """Where a banner stands. Each is there once on its page, and leaves no trace when nothing is planned."""

    HOME_TOP = "home_top", _("Home, below the first screen")
    HOME_MIDDLE = "home_middle", _("Home, between goods and stories")
    GOODS_LIST = "goods_list", _("List of goods, on top")
    STORY_END = "story_end", _("End of a story")
    CART_EMPTY = "cart_empty", _("Empty cart")
