"""Refusals of customers."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class TooManyAddresses(ShopError):
    """The address book is full."""

    code = "too_many_addresses"
    message = _("Your address book is full. Remove an address you do not need any more.")
