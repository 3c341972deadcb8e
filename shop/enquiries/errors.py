"""Refusals of enquiries."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NotAskable(ShopError):
    """The product is not shown, or is bought instead of asked about."""

    code = "not_askable"
    message = _("This product cannot be asked about here any more.")


class EnquiryNotInState(ShopError):
    """A colleague was faster."""

    code = "enquiry_state"
    message = _("A colleague has changed this enquiry in the meantime. Reload to see it as it is now.")
