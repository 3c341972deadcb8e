"""What is kept of the figures, so that no screen has to add up every order line.

``Changed`` says which orders have to be looked at again; the database's triggers write it (``guards``), so nothing that
changes money or units can pass it by. ``CountedLine`` is what of an order line is in the sums, ``DaySum`` and
``DayTaps`` are the sums. All of it can be thrown away: it follows from orders, refunds and taps (``summing``).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.orders.models import Order, OrderLine
from shop.social.models import StoryBlock


class Touched(models.TextChoices):
    """Which of the blocks that led to the goods has earned it."""

    LAST = "last", _("Last touch")
    FIRST = "first", _("First touch")


class Changed(models.Model):
    """Something changed of an order with lines that stories led to. In the transaction of the change, by a trigger."""

    order_id = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return str(self.order_id)


class Progress(models.Model):
    """One row: whoever sums up locks it. Taps are in the sums up to and with the day ``taps_through``."""

    taps_through = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []

    def __str__(self) -> str:
        return str(self.taps_through)


class CountedLine(models.Model):
    """An order line that is in the sums: the local day it was paid on, and what was counted of it."""

    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    first_block = models.ForeignKey(StoryBlock, on_delete=models.CASCADE, related_name="+", db_index=False)
    last_block = models.ForeignKey(StoryBlock, on_delete=models.CASCADE, related_name="+", db_index=False)
    units = models.IntegerField()
    paid_fen = models.BigIntegerField()
    kept_fen = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["day"], name="revenue_counted_by_day")]

    def __str__(self) -> str:
        return f"{self.line_id} {self.day}"


class DaySum(models.Model):
    """What was paid on a day and has stayed: of a block, of a whole story (no block), or of all (``page_ref`` 0).

    An order that several blocks of a story led to counts once in the story's row, so rows of days may be added up and
    rows of blocks may not.
    """

    day = models.DateField()
    touched = models.CharField(max_length=5, choices=Touched.choices)
    page_ref = models.BigIntegerField()
    block = models.ForeignKey(StoryBlock, on_delete=models.CASCADE, null=True, related_name="+", db_index=False)
    orders = models.IntegerField()
    units = models.IntegerField()
    paid_fen = models.BigIntegerField()
    kept_fen = models.BigIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        indexes = [
            models.Index(fields=["page_ref", "touched", "day"], name="revenue_sum_by_page"),
            models.Index(fields=["touched", "day"], condition=Q(block=None), name="revenue_sum_of_pages"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "touched", "page_ref", "block"], nulls_distinct=False, name="revenue_sum_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.touched} {self.page_ref}"


class DayTaps(models.Model):
    """How often a block was tapped on a day that is over."""

    day = models.DateField()
    block = models.ForeignKey(StoryBlock, on_delete=models.CASCADE, related_name="+", db_index=False)
    page_ref = models.BigIntegerField()
    taps = models.IntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["page_ref", "day"], name="revenue_taps_by_page")]
        constraints = [models.UniqueConstraint(fields=["day", "block"], name="revenue_taps_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.block_id}"
