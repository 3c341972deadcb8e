"""Refusals of the books."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class Unbalanced(ShopError):
    """Debits and credits of an entry differ, or it has no lines."""

    code = "unbalanced"
    message = _("Debits and credits of this entry differ, so it was not booked.")
