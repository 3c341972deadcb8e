"""Refusals of payments."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NotPayable(ShopError):
    """The order is paid, closed or past its deadline."""

    code = "not_payable"
    message = _("This order can no longer be paid.")


class UnknownGateway(ShopError):
    """No such way to pay."""

    code = "unknown_gateway"
    status = 400
    message = _("This way to pay is not available.")


class BadSignature(ShopError):
    """A callback that the gateway did not sign, or that is too old."""

    code = "bad_signature"
    status = 400
    message = _("The signature is not valid.")


class GatewayUnavailable(ShopError):
    """The gateway did not answer."""

    code = "gateway_unavailable"
    status = 503
    message = _("The payment service does not answer. Please try again in a moment; nothing was charged.")


class NothingToRefund(ShopError):
    """No money of a sale is here."""

    code = "nothing_to_refund"
    message = _("Nothing was paid for this order that could be given back.")


class RefundTooMuch(ShopError):
    """More than is left of what was paid."""

    code = "refund_too_much"
    message = _("This is more than is left of what was paid.")


class AlreadyPaid(ShopError):
    """The gateway does not close a charge because it is paid, or just being paid."""

    code = "already_paid"
    message = _("This payment has just been made, so it cannot be closed any more.")


class StatementNotReady(ShopError):
    """The vendor has not written the bill of that day yet."""

    code = "statement_not_ready"
    message = _("The bill of this day is not ready yet. It usually comes in the course of the next morning.")


class AmountDiffers(ShopError):
    """Another amount than agreed arrived; the message says which is expected."""

    code = "amount_differs"


class AlreadyWritten(ShopError):
    """The transfer, or its payment, was written down before."""

    code = "already_written"
    message = _("This was written down before: each transfer counts once.")


class NotByHand(ShopError):
    """A payment of a service that reports by itself."""

    code = "not_by_hand"
    message = _("This payment service reports by itself; nothing is written down by hand.")


class NotByBank(ShopError):
    """A refund that its gateway sends."""

    code = "not_by_bank"
    message = _("The payment service sends this by itself; sent at the bank too it would go back twice.")


class BalanceTooLow(ShopError):
    """Less in the wallet than this takes."""

    code = "balance_too_low"
    message = _("There is not so much in your wallet.")


class WalletLimit(ShopError):
    """More than a wallet may hold, or than one top-up may bring."""

    code = "wallet_limit"
    message = _("This is more than a wallet may hold.")


class WalletClosed(ShopError):
    """The shop takes no top-ups at the moment."""

    code = "wallet_closed"
    message = _("Nothing can be put into wallets at the moment. What is in yours stays yours.")
