"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NobodyToAsk(ShopError):
    """One person cannot be four eyes."""

    code = "nobody_to_ask"
    message = _("It takes two: somebody who writes, and somebody else who may approve. Invite the second person first.")
