"""Refusals of origin."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class CodeUnknown(ShopError):
    """A code that was never given out, or was tampered with."""

    code = "code_unknown"
    status = 404
    message = _("This code is not one of ours.")


class CodeWithdrawn(ShopError):
    """The labels with this code were called back."""

    code = "code_withdrawn"
    status = 410
    message = _("This code was withdrawn.")
