"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NotForThisPage(ShopError):
    """It stands beside the site, or somebody may not add pages there."""

    code = "not_for_this_page"
    message = _("There is no version of this page in that language, and you may not add one.")
