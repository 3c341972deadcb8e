"""Refusals of custom work."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class BespokeNotInState(ShopError):
    """The step is none from where the work stands."""

    code = "bespoke_state"
    message = _("It has moved on in the meantime, so this cannot be done any more. Reload to see where it stands.")


class NotTaken(ShopError):
    """The product is not made to wishes."""

    code = "bespoke_not_taken"
    message = _("This product is not made to your own wishes at the moment.")
