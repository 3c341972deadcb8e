"""The order: a snapshot of what was promised, and its time line."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Right
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core.translated import Text, Translated
from shop.customers.models import AddressFields, Customer
from shop.customers.regions import code_of
from shop.inventory.models import Place
from shop.orders.enums import CancelReason, EntryKind, OrderStatus
from shop.orders.models.batch import OrderBatch
from shop.orders.rules import UNPAID_STATUSES
from shop.promotions.models import PromotionItem


class OrderQuerySet(models.QuerySet["Order"]):
    """Orders by time."""

    def due(self, at: datetime) -> "OrderQuerySet":
        """Not paid in full, and past the deadline."""
        return self.filter(status__in=UNPAID_STATUSES, expires_at__lte=at)

    def received_by_time(self, at: datetime) -> "OrderQuerySet":
        """Shipped, and nobody has said anything in time."""
        return self.filter(received_by_time(at))


def received_by_time(at: datetime) -> Q:
    """The same as a condition; ``status_at`` of a single order."""
    return Q(status=OrderStatus.SHIPPED, receive_by__lte=at, receipt_held=False)


class Tag(models.Model):
    """A word by which staff sort orders; shoppers never see it."""

    name = models.CharField(_("tag"), max_length=20, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("tag of orders")
        verbose_name_plural = _("tags of orders")
        default_permissions = []
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Order(AddressFields):
    """What somebody bought. Amounts in fen; total = Σ lines + freight, enforced for the sum by a constraint."""

    number = models.CharField(_("order number"), max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    # The others of the batch are paid together with it, and closed together with it before that.
    batch = models.ForeignKey(
        OrderBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        # Few orders have one: see ``orders_of_batch``.
        db_index=False,
        related_name="orders",
        verbose_name=_("batch"),
    )
    # The checkout's own token: a double click or a retry finds the order instead of making another.
    client_token = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=OrderStatus.choices, default=OrderStatus.PENDING)
    cancel_reason = models.CharField(_("reason"), max_length=10, choices=CancelReason.choices, blank=True)
    goods_fen = models.BigIntegerField(_("goods"))
    freight_fen = models.BigIntegerField(_("freight"), default=0)
    total_fen = models.BigIntegerField(_("total"))
    # Whether something in it goes into a parcel. Without: no address, and it is complete with the payment.
    needs_shipping = models.BooleanField(_("to be shipped"), default=True)
    note = models.CharField(_("customer's note"), max_length=200, blank=True)
    # What the freight is made of, as it was then (``shipping.rules.Parcel.as_dict``).
    freight_parts = models.JSONField(default=list, blank=True)
    # Wishes: not before this day, and words for a card that goes with it.
    delivery_on = models.DateField(_("wished day"), null=True, blank=True)
    gift_text = models.CharField(_("gift card"), max_length=200, blank=True)
    # Where it is picked up, instead of being sent: it then has a name and a mobile number and no address.
    pickup_place = models.ForeignKey(
        Place, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picked up at")
    )
    # Where the order came from, as the signed touch said (see shop.social); opaque here.
    origin = models.JSONField(default=dict, blank=True)
    # The order that this one adds to, or takes the place of (``amendments``), and what of that order's money pays this
    # one: the worth of the goods that it gives up (``AmendedLine``).
    amends = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments", verbose_name=_("changes")
    )
    credit_fen = models.BigIntegerField(_("paid with the order it changes"), default=0, editable=False)
    placed_at = models.DateTimeField(_("placed"))
    expires_at = models.DateTimeField(_("to be paid by"))
    paid_at = models.DateTimeField(_("paid"), null=True, blank=True)
    # By when a paid order is to leave: the payment, the days to make it, and what the shop promises.
    ship_by = models.DateTimeField(_("to be shipped by"), null=True, blank=True)
    # Staff have set it aside: it is not shipped until somebody lets it go on.
    held_at = models.DateTimeField(_("on hold since"), null=True, blank=True)
    # An address label was printed; forgotten when staff change the address.
    labelled_at = models.DateTimeField(_("label printed"), null=True, blank=True)
    tags = models.ManyToManyField(Tag, related_name="orders", blank=True)
    # When the latest parcel left. A paid order that has it waits for the rest of its goods.
    shipped_at = models.DateTimeField(_("shipped"), null=True, blank=True)
    # When a shipped order counts as received by itself. Time stands still while something has to be cleared up.
    receive_by = models.DateTimeField(_("counts as received"), null=True, blank=True)
    receipt_held = models.BooleanField(default=False)
    receipt_extended_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(_("received"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = OrderQuerySet.as_manager()
    # When the shop, or the clock, did something that the customer has not looked at yet.
    news_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        permissions = [
            ("ship_order", _("Can ship orders")),
            ("cancel_order", _("Can cancel orders")),
            ("export_order", _("Can export orders")),
            ("view_personal_data", _("Can see phone numbers and addresses")),
        ]
        default_permissions = ["view"]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_newest"),
            models.Index(fields=["status", "-placed_at", "-id"], name="orders_by_status"),
            models.Index(fields=["customer", "-placed_at"], name="orders_by_customer"),
            models.Index(fields=["batch"], condition=Q(batch__isnull=False), name="orders_of_batch"),
            models.Index(fields=["customer"], condition=Q(news_at__isnull=False), name="orders_news"),
            # Found by their beginning too, whatever the database's collation; a phone also by its last digits.
            models.Index(fields=["phone"], name="orders_by_phone", opclasses=["varchar_pattern_ops"]),
            models.Index(Right("phone", 4), name="orders_by_phone_end"),
            models.Index(fields=["recipient"], name="orders_by_recipient", opclasses=["varchar_pattern_ops"]),
            models.Index(
                fields=["expires_at"], condition=Q(status__in=["pending", "deposit"]), name="orders_to_expire"
            ),
            models.Index(
                fields=["receive_by", "id"], condition=Q(status="shipped", receipt_held=False), name="orders_to_receive"
            ),
            models.Index(fields=["ship_by", "id"], condition=Q(status="paid"), name="orders_to_ship"),
            models.Index(fields=["-placed_at", "-id"], condition=Q(held_at__isnull=False), name="orders_on_hold"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["customer", "client_token"], name="orders_order_once"),
            models.CheckConstraint(
                condition=Q(total_fen=F("goods_fen") + F("freight_fen")), name="orders_total_adds_up"
            ),
            models.CheckConstraint(condition=Q(goods_fen__gte=0, freight_fen__gte=0), name="orders_not_negative"),
            models.CheckConstraint(
                condition=Q(credit_fen=0) | Q(credit_fen__gt=0, credit_fen__lte=F("total_fen"), amends__isnull=False),
                name="orders_credit_within",
            ),
            models.CheckConstraint(
                condition=~Q(needs_shipping=False) | ~Q(status__in=["paid", "shipped"]), name="orders_unshipped_is_done"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["paid", "shipped", "completed"]) | Q(paid_at__isnull=False),
                name="orders_paid_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("storefront:order", args=[self.number])

    @property
    def is_partly_shipped(self) -> bool:
        """Whether something of it is on its way and something is not."""
        return self.status == OrderStatus.PAID and self.shipped_at is not None

    @property
    def production_days(self) -> int:
        """How long the longest of its lines takes to make. Reads ``lines``: prefetch them."""
        return max((line.production_days for line in self.lines.all()), default=0)

    @property
    def ready_on(self) -> date | None:
        """The local day by which what is made to order is ready; None before the payment, or without any such line."""
        days = self.production_days
        return timezone.localdate(self.paid_at) + timedelta(days=days) if self.paid_at and days else None

    @property
    def region_code(self) -> str:
        """The code of the region it goes to, as deep as its names are known."""
        return code_of(self.province, self.city, self.district)

    def status_at(self, at: datetime) -> OrderStatus:
        """The status as time has it, even if no job has said so: past its deadline an unpaid order is closed, and one
        that nobody has said anything about is received.
        """
        if self.status in UNPAID_STATUSES and self.expires_at <= at:
            return OrderStatus.CANCELLED
        if self.received_at(at) and self.status == OrderStatus.SHIPPED:
            return OrderStatus.COMPLETED
        return OrderStatus(self.status)

    def received_at(self, at: datetime) -> datetime | None:
        """When it was received, by somebody's word or by time alone; None if it was not."""
        is_due = self.receive_by is not None and self.receive_by <= at and not self.receipt_held
        return self.receive_by if self.status == OrderStatus.SHIPPED and is_due else self.completed_at


class OrderLine(Translated):
    """What was promised for one SKU (and one set of answers to its order form), as it was then."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, on_delete=models.PROTECT, related_name="order_lines")
    product_title = models.CharField(_("product"), max_length=120)
    option_text = models.CharField(_("options"), max_length=120, blank=True)
    sku_code = models.CharField(_("SKU code"), max_length=40)
    cover = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    quantity = models.PositiveIntegerField(_("quantity"))
    # In parcels: the sum of their lines, a guarded counter.
    shipped_quantity = models.PositiveIntegerField(_("shipped"), default=0, editable=False)
    # Never to be shipped: the rest of a part-shipped order that was called off. These units are in ``returned`` too.
    called_off = models.PositiveIntegerField(_("called off"), default=0, editable=False)
    unit_price_fen = models.BigIntegerField(_("unit price"))
    # The asking price then; above the unit price when a promotion set the latter.
    list_price_fen = models.BigIntegerField(_("asking price"))
    # The product's kind then, the answers with their words and surcharges, and the days it takes from the payment.
    kind = models.CharField(_("kind"), max_length=20, choices=ProductKind.choices, default=ProductKind.PHYSICAL)
    specification = models.JSONField(_("specification"), default=list, blank=True)
    spec_key = models.CharField(max_length=32, blank=True, default="")
    surcharge_fen = models.BigIntegerField(_("surcharge"), default=0)
    production_days = models.PositiveSmallIntegerField(_("days to make it"), default=0)
    promotion_item = models.ForeignKey(
        PromotionItem, on_delete=models.PROTECT, null=True, blank=True, related_name="order_lines"
    )
    promotion_name = models.CharField(_("promotion"), max_length=60, blank=True)
    total_fen = models.BigIntegerField(_("sum"))
    # Its share of the order's freight: Σ over the lines = the order's. Not part of ``total_fen``.
    freight_fen = models.BigIntegerField(_("share of the freight"), default=0)
    # How it was found, as its line of the cart said; opaque here, as the order's ``origin``.
    origin = models.JSONField(default=list, blank=True)
    # Units that were given up again, by after-sales; a guarded counter, recomputed by the audit.
    returned = models.PositiveIntegerField(_("given back"), default=0, editable=False)

    # What it was called then, for whoever ordered it in another language.
    TRANSLATED = ("product_title", "option_text")
    HAS_TRANSLATIONS_SCREEN = False

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["order", "sku", "spec_key"], name="orders_line_once"),
            models.CheckConstraint(condition=Q(freight_fen__gte=0), name="orders_line_freight"),
            models.CheckConstraint(condition=Q(returned__lte=F("quantity")), name="orders_line_returned"),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="orders_line_positive"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__lte=F("quantity") - F("called_off")), name="orders_line_never_overshipped"
            ),
            models.CheckConstraint(
                condition=Q(total_fen=(F("unit_price_fen") + F("surcharge_fen")) * F("quantity")),
                name="orders_line_adds_up",
            ),
            models.CheckConstraint(condition=Q(surcharge_fen__gte=0), name="orders_line_surcharge"),
        ]

    def __str__(self) -> str:
        return f"{self.product_title} × {self.quantity}"

    @property
    def told_title(self) -> Text:
        """``title`` in the language of the address."""
        title, options = self.told.product_title, self.told.option_text
        return Text(f"{title} {options}".strip(), title.language)

    @property
    def title(self) -> str:
        """Product and options, as it was called."""
        return f"{self.product_title} {self.option_text}".strip()

    @property
    def each_fen(self) -> int:
        """What one unit costs: the SKU's price and what the answers add to it."""
        return self.unit_price_fen + self.surcharge_fen

    @property
    def promotion_fen(self) -> int:
        """The promotion's share: what the line costs less than at the asking price."""
        return (self.list_price_fen - self.unit_price_fen) * self.quantity

    @property
    def is_shipped(self) -> bool:
        """Whether it goes into a parcel."""
        return ProductKind(self.kind).is_shipped

    @property
    def to_ship(self) -> int:
        """Units that still have to go into a parcel."""
        return self.quantity - self.shipped_quantity - self.called_off if self.is_shipped else 0

    @property
    def exchanged_units(self) -> int:
        """Units that went over to an order that changes this one. Reads ``amended``: prefetch them."""
        return sum(row.given_up for row in self.amended.all())

    @property
    def not_sent_units(self) -> int:
        """Units that were called off, and not exchanged."""
        return self.called_off - self.exchanged_units

    @property
    def specification_text(self) -> str:
        """The answers in one line, for lists and files."""
        return "；".join(f"{answer['label']}：{' '.join(answer['text'].split())}" for answer in self.specification)


class OrderEntry(models.Model):
    """A line of the time line: what happened, when, and who did it. Append-only."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=EntryKind.choices)
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind}"
