"""Choices of orders."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    """An order's life. Transitions: ``rules.TRANSITIONS``."""

    PENDING = "pending", _("To pay")
    # Ordered with a deposit that has arrived; the balance has not.
    DEPOSIT = "deposit", _("Deposit paid")
    PAID = "paid", _("To ship")
    SHIPPED = "shipped", _("Shipped")
    COMPLETED = "completed", _("Completed")
    CANCELLED = "cancelled", _("Closed")


class CancelReason(models.TextChoices):
    """Why an order was closed."""

    EXPIRED = "expired", _("Not paid in time")
    CUSTOMER = "customer", _("Cancelled by the customer")
    MERCHANT = "merchant", _("Cancelled by the merchant")
    REQUESTED = "requested", _("Called off at the customer's request")
    CHANGED = "changed", _("Another order takes its place")


class DepositKind(models.TextChoices):
    """What a sum paid in advance is in law."""

    # 定金: Civil Code 586 to 588. Lost by whoever gave it and fails, doubled by whoever took it and fails.
    EARNEST = "earnest", _("Earnest money (定金)")
    # 订金, 预付款: a part of the price paid early, and nothing else.
    ADVANCE = "advance", _("Part payment in advance (订金)")


class Fault(models.TextChoices):
    """Because of whom an order with a deposit ends before the balance is paid."""

    CUSTOMER = "customer", _("The customer: does not want it any more, or has not paid the balance")
    SHOP = "shop", _("The shop: cannot do it, or not in time")
    NOBODY = "nobody", _("Nobody: agreed between both, or prevented by events")


class DepositFate(models.TextChoices):
    """What became of a deposit."""

    APPLIED = "applied", _("Counted towards the price")
    KEPT = "kept", _("Kept by the shop")
    RETURNED = "returned", _("Given back")
    DOUBLED = "doubled", _("Given back twofold")


class EntryKind(models.TextChoices):
    """What a line of an order's time line says."""

    PLACED = "placed", _("Order placed")
    PAID = "paid", _("Paid")
    DEPOSIT = "deposit", _("Deposit paid")
    BALANCE = "balance", _("Balance called for")
    PRICE = "price", _("The price has fallen, and the order with it")
    SHIPPED = "shipped", _("Shipped")
    COMPLETED = "completed", _("Received")
    CANCELLED = "cancelled", _("Closed")
    REVIVED = "revived", _("Paid late; the goods were still there, so the order goes on")
    REFUND_DUE = "refund_due", _("Refund under way")
    REFUNDED = "refunded", _("Refunded")
    ADDRESS = "address", _("Address changed")
    WAYBILL = "waybill", _("Tracking number corrected")
    EXTENDED = "extended", _("More time to receive it")
    CALLED_OFF = "called_off", _("The rest is called off")
    CHANGED = "changed", _("Taken out of the order")
    AMENDED = "amended", _("Changed by another order")
    NOTE = "note", _("Note")
    HELD = "held", _("Put on hold")
    RESUMED = "resumed", _("Goes on")


# What colleagues tell each other: about the work, not for the shopper.
INTERNAL_ENTRIES = [EntryKind.NOTE, EntryKind.HELD, EntryKind.RESUMED]


class WaybillState(models.TextChoices):
    """What becomes of a row of waybill numbers."""

    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")
    SAME = "same", _("Already so")
    SHIPPED = "shipped", _("Shipped")
