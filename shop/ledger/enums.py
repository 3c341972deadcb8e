"""Choices of the books."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Account(models.TextChoices):
    """The accounts, assets first. One of a gateway has its gateway beside it, one of a customer the customer."""

    RECEIVABLE = "receivable", _("Receivable from gateways")
    BANK = "bank", _("Bank")
    ADVANCES = "advances", _("Advances from customers")
    PRINCIPAL = "principal", _("Wallets: paid in")
    BONUS = "bonus", _("Wallets: bonus")
    WITHDRAWALS = "withdrawals", _("Wallets: on its way back")
    OWED = "owed", _("Compensation to be paid")
    COMMISSION = "commission", _("Commission payable")
    REVENUE = "revenue", _("Revenue from goods")
    FREIGHT = "freight", _("Revenue from freight")
    REFUNDS = "refunds", _("Refunds of sales")
    FORFEITED = "forfeited", _("Earnest money kept")
    COMPENSATION = "compensation", _("Earnest money given back twofold")
    BONUS_COST = "bonus_cost", _("Bonus granted")
    FEES = "fees", _("Fees of gateways")
    DIFFERENCES = "differences", _("Differences with gateways")


# What a line of these belongs to besides the account.
OF_GATEWAY = frozenset({Account.RECEIVABLE})
OF_CUSTOMER = frozenset({Account.PRINCIPAL, Account.BONUS})


class EntryKind(models.TextChoices):
    """What an entry is about. With its document it is one of its kind."""

    PAYMENT = "payment", _("Payment")
    SALE = "sale", _("Sale")
    REFUND = "refund", _("Refund")
    TOP_UP = "top_up", _("Top-up")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    WITHDRAWN = "withdrawn", _("Withdrawal sent")
    RESTORED = "restored", _("Withdrawal put back")
    DIFFERENCE = "difference", _("Difference")
    FEES = "fees", _("Fees of a bill")
    FORFEIT = "forfeit", _("Deposit kept")
    COMPENSATION = "compensation", _("Compensation owed")
    COMPENSATED = "compensated", _("Compensation sent")
    JOINED = "joined", _("Wallets joined")
