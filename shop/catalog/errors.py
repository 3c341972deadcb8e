"""Refusals of the catalog."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class InvalidPrice(InvalidInput):
    """Zero, negative or absurd."""

    code = "invalid_price"
    message = _("A price must be between ¥0.01 and ¥10,000,000.")


class DuplicateCode(ShopError):
    """The SKU code is in use."""

    code = "duplicate_code"
    message = _("This SKU code is already in use.")


class DuplicateCombination(ShopError):
    """The product already has a SKU with these options."""

    code = "duplicate_combination"
    message = _("This product already has a SKU with the same options.")
