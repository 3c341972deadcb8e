"""Refusals of pre-sales."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class InvalidPresale(InvalidInput):
    """Windows, deposits or goods that make no sense together."""

    code = "invalid_presale"


class PresaleNotInState(ShopError):
    """The step is none from where the pre-sale stands."""

    code = "presale_state"
    message = _("The pre-sale has moved on in the meantime, so this cannot be done any more.")


class PresaleNotOpen(ShopError):
    """It does not take orders now."""

    code = "presale_not_open"
    message = _("This cannot be ordered in advance now. Look at the product's page for when it can.")
