"""What is paid of an order in advance, and what became of it."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shop.orders.enums import DepositFate, DepositKind, OrderStatus
from shop.orders.models.order import Order
from shop.orders.rules import EARNEST_SHARE, UNPAID_STATUSES


class OrderDeposit(models.Model):
    """The deposit of an order: its two payments are this and the rest of the total."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="deposit")
    kind = models.CharField(_("kind"), max_length=10, choices=DepositKind.choices)
    amount_fen = models.BigIntegerField(_("deposit"))
    # The price of the goods, of which it is a part: the order's, as it was agreed.
    goods_fen = models.BigIntegerField(_("goods"))
    # From when the balance can be paid; None as long as nobody can say. Until when: the order's ``expires_at``.
    balance_from = models.DateTimeField(_("balance from"), null=True, blank=True)
    balance_until = models.DateTimeField(_("balance until"), null=True, blank=True)
    # Of a pre-sale: the day by which it leaves, and that a lower price until the balance is paid is the price.
    ship_on = models.DateField(_("sent by"), null=True, blank=True)
    protects_price = models.BooleanField(default=False)
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    fate = models.CharField(_("what became of it"), max_length=10, choices=DepositFate.choices, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("deposit")
        verbose_name_plural = _("deposits")
        default_permissions = []
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gte=1, amount_fen__lt=F("goods_fen")), name="orders_deposit_within"
            ),
            # Civil Code 586.
            models.CheckConstraint(
                condition=~Q(kind="earnest") | Q(amount_fen__lte=F("goods_fen") / EARNEST_SHARE),
                name="orders_deposit_a_fifth",
            ),
            models.CheckConstraint(
                condition=Q(fate="", settled_at=None) | (~Q(fate="") & Q(settled_at__isnull=False)),
                name="orders_deposit_settled",
            ),
            models.CheckConstraint(condition=Q(fate="") | Q(paid_at__isnull=False), name="orders_deposit_of_what"),
        ]

    def __str__(self) -> str:
        return str(self.order_id)

    @property
    def balance_fen(self) -> int:
        """What is left to be paid after it."""
        return self.order.total_fen - self.amount_fen

    def is_balance_open(self, at: datetime) -> bool:
        """Whether the balance can be paid at ``at``; its order's deadline apart."""
        return self.paid_at is not None and self.balance_from is not None and self.balance_from <= at


def deposit_of(order: Order) -> OrderDeposit | None:
    """The order's deposit, if it has one. No query where it was fetched with the order."""
    deposit: OrderDeposit | None = getattr(order, "deposit", None)
    return deposit


def asked_fen(order: Order) -> int:
    """So much of it is paid with money that arrives: its deposit before that has come, then its total, but for what the
    order that it changes pays.
    """
    deposit = deposit_of(order)
    is_deposit = deposit is not None and deposit.paid_at is None
    return deposit.amount_fen if deposit is not None and is_deposit else order.total_fen - order.credit_fen


def is_payable(order: Order, at: datetime) -> bool:
    """Whether money for it is due at ``at``."""
    return order.status_at(at) in UNPAID_STATUSES and (
        order.status == OrderStatus.PENDING or due_now_fen(order, at) > 0
    )


def due_now_fen(order: Order, at: datetime) -> int:
    """So much has to have arrived for the order's next step: its deposit, or all of it. 0: nothing is due now."""
    if order.status == OrderStatus.PENDING:
        return asked_fen(order)
    if order.status == OrderStatus.DEPOSIT:
        deposit = deposit_of(order)
        return order.total_fen if deposit and deposit.is_balance_open(at) else 0
    return 0
