"""Refusals of vouchers: what the person at the counter says."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import NotFound, ShopError


class VoucherUnknown(NotFound):
    """No voucher has this code."""

    code = "voucher_unknown"
    message = _("No voucher has this code. Please check the digits.")


class VoucherForged(ShopError):
    """A QR code that looks like one of ours and was signed by somebody else, or changed."""

    code = "voucher_forged"
    status = 400
    message = _("This QR code does not come from us, or is damaged. Do not take it; ask to see the order.")


class VoucherNotRedeemable(ShopError):
    """Redeemed already, expired, not valid yet, withdrawn, or at the wrong place; the message says which."""

    code = "voucher_not_redeemable"
