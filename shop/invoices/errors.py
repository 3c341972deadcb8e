"""Refusals of invoices."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NothingToInvoice(ShopError):
    """No money is here that could be invoiced."""

    code = "nothing_to_invoice"
    message = _("There is nothing to invoice: nothing was paid but from a wallet, or the money went back.")


class AlreadyIssued(ShopError):
    """An issued invoice cannot be changed, only reversed."""

    code = "already_issued"
    message = _("The invoice has been issued and cannot be changed. If something is wrong with it, get in touch.")


class InvoiceNotInState(ShopError):
    """The step is none from where the invoice stands."""

    code = "invoice_state"
    message = _("The invoice has moved on in the meantime. Reload to see where it stands.")


class NumberTaken(ShopError):
    """Another invoice has this number."""

    code = "number_taken"
    message = _("Another invoice has this number.")


class OtherAmount(ShopError):
    """Not what is left of the order's money; the message says how much that is."""

    code = "other_amount"
