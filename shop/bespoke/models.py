"""Pieces of custom work, what was shown of them and what happened; and which products are made to wishes."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.bespoke import rules
from shop.bespoke.enums import Actor, BespokeState
from shop.catalog.models import Product, Sku
from shop.customers.models import Customer
from shop.orders.enums import DepositKind
from shop.orders.models import Order, OrderPicture


class BespokeTerms(models.Model):
    """Whether a product is made to a customer's wishes, and with what deposit a quote begins."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="bespoke_terms")
    is_open = models.BooleanField(_("made to wishes"), default=False)
    deposit_kind = models.CharField(
        _("kind of deposit"), max_length=10, choices=DepositKind.choices, default=DepositKind.EARNEST
    )
    deposit_percent = models.PositiveSmallIntegerField(_("deposit in percent"), default=20)
    hint = models.CharField(_("what the customer should tell"), max_length=200, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ["change"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deposit_percent__gte=1, deposit_percent__lte=99), name="bespoke_terms_percent"
            ),
            models.CheckConstraint(
                condition=~Q(deposit_kind="earnest") | Q(deposit_percent__lte=20), name="bespoke_terms_a_fifth"
            ),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class BespokeWork(models.Model):
    """A piece of custom work: asked for, quoted, ordered, made."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="bespoke")
    # The form's own token: a double click or a retry finds the work instead of asking twice.
    client_token = models.CharField(max_length=64)
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"))
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("mobile number"), max_length=20, db_index=True)
    words = models.CharField(_("in their words"), max_length=rules.MAX_WORDS)
    wished_on = models.DateField(_("wished day"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=BespokeState.choices, default=BespokeState.ASKED)
    opened_at = models.DateTimeField(_("asked"))
    # By when whoever has to act has to. Null at an end.
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # The quote, once there is one.
    each_fen = models.BigIntegerField(_("price of each"), null=True, blank=True)
    deposit_fen = models.BigIntegerField(_("deposit"), null=True, blank=True)
    deposit_kind = models.CharField(_("kind of deposit"), max_length=10, choices=DepositKind.choices, blank=True)
    make_days = models.PositiveSmallIntegerField(_("days to make it"), null=True, blank=True)
    needs_proof = models.BooleanField(_("with a proof"), default=True)
    offer = models.CharField(_("what is offered"), max_length=rules.MAX_WORDS, blank=True)
    order = models.OneToOneField(
        Order, on_delete=models.PROTECT, null=True, blank=True, related_name="bespoke_work", verbose_name=_("order")
    )
    # How many proofs were shown.
    rounds = models.PositiveSmallIntegerField(_("proofs"), default=0)
    # When the shop, or the clock, did something that the customer has not looked at yet.
    news_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("piece of custom work")
        verbose_name_plural = _("custom work")
        default_permissions = ["view"]
        permissions = [
            # A quote is a price.
            ("quote_bespokework", _("Can quote custom work, and decline it")),
            ("do_bespokework", _("Can show proofs of custom work and call for the balance")),
        ]
        indexes = [
            models.Index(fields=["-opened_at", "-id"], name="bespoke_newest"),
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="bespoke_due"),
            models.Index(fields=["customer"], condition=Q(news_at__isnull=False), name="bespoke_news"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "client_token"], name="bespoke_once"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="bespoke_positive"),
            models.CheckConstraint(
                condition=Q(state__in=rules.OPEN_STATES, due_at__isnull=False, closed_at=None)
                | (~Q(state__in=rules.OPEN_STATES) & Q(due_at=None, closed_at__isnull=False)),
                name="bespoke_open_has_deadline",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "quoted", "declined", "withdrawn", "lapsed"]) | Q(order__isnull=False),
                name="bespoke_bound_has_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def goods_fen(self) -> int:
        """What the quote comes to, without freight."""
        return (self.each_fen or 0) * self.quantity

    def state_at(self, at: datetime) -> BespokeState:
        """The state as time and the order have it. Fetch it with ``order``."""
        order = self.order.status_at(at) if self.order else None
        return rules.state_at(self.state, self.due_at, at, order=order, needs_proof=self.needs_proof)

    def is_late(self, at: datetime) -> bool:
        """Whether the shop should have acted by now."""
        return self.state_at(at) in rules.SHOP_STATES and self.due_at is not None and self.due_at <= at


class BespokePicture(models.Model):
    """A picture of it: of the customer's wish, or of a proof. Checked, kept and guarded as those of orders are."""

    work = models.ForeignKey(BespokeWork, on_delete=models.PROTECT, related_name="pictures")
    picture = models.OneToOneField(OrderPicture, on_delete=models.PROTECT, related_name="+")
    # 0: came with the wish; else of that proof.
    round = models.PositiveSmallIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.work_id} {self.picture_id}"


class BespokeEntry(models.Model):
    """A line of its time line. Append-only."""

    work = models.ForeignKey(BespokeWork, on_delete=models.PROTECT, related_name="entries")
    state = models.CharField(max_length=10, choices=BespokeState.choices)
    actor = models.CharField(max_length=10, choices=Actor.choices)
    text = models.CharField(max_length=rules.MAX_WORDS, blank=True)
    amount_fen = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.work_id} {self.state}"
