"""Money that customers paid in, apart from what was added as a bonus."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.customers.models import Customer


class Wallet(models.Model):
    """A customer's balance, in two parts. Both are guarded counters; the books say what they are made of."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="wallet")
    # Paid in and neither spent nor withdrawn: the customer's own money, to be had back at any time.
    principal_fen = models.BigIntegerField(_("paid in"), default=0)
    # Given by the shop: to be spent here, never paid out.
    bonus_fen = models.BigIntegerField(_("bonus"), default=0)
    created_at = models.DateTimeField(default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("wallet")
        verbose_name_plural = _("wallets")
        default_permissions = ["view"]
        constraints = [
            models.CheckConstraint(
                condition=Q(principal_fen__gte=0, bonus_fen__gte=0), name="payments_wallet_not_below"
            )
        ]

    def __str__(self) -> str:
        return str(self.customer)

    @property
    def balance_fen(self) -> int:
        """All that can be spent."""
        return self.principal_fen + self.bonus_fen


class Withdrawal(models.Model):
    """Principal on its way back to where it came from, as refunds of the top-ups it was paid in with."""

    wallet = models.ForeignKey(Wallet, on_delete=models.PROTECT, related_name="withdrawals")
    # The form's own token: a double click withdraws once.
    token = models.CharField(max_length=32)
    amount_fen = models.BigIntegerField(_("amount"))
    # The bonus that ended with it.
    lapsed_fen = models.BigIntegerField(_("bonus that ended"), default=0)
    created_at = models.DateTimeField(_("created"), default=timezone.now)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        default_permissions = ["view"]
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["wallet", "token"], name="payments_withdrawal_once"),
            models.CheckConstraint(
                condition=Q(amount_fen__gte=1, lapsed_fen__gte=0), name="payments_withdrawal_amount"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """What it is called in the books and at the gateway."""
        return f"W{self.pk}"
