"""Refusals of customers."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class CannotMerge(ShopError):
    """One of two devices holds what must not change hands."""

    code = "cannot_merge"
    message = _(
        "This device holds something that cannot be moved, such as money in a wallet. Show the code on this device, "
        "and scan it with the other one."
    )


class CustomerErased(ShopError):
    """Something was still under way on one of their devices when they were forgotten."""

    code = "customer_erased"
    message = _("What we held about you was erased, as you had asked. Reload the page to begin anew.")


class CannotErase(ShopError):
    """Something is still open; ``message`` says all of it."""

    code = "cannot_erase"
    message = _("Something is still open, so nothing was erased.")


class TooManyAddresses(ShopError):
    """The address book is full."""

    code = "too_many_addresses"
    message = _("Your address book is full. Remove an address you do not need any more.")
