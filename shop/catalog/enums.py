"""Choices of the catalog."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProductKind(models.TextChoices):
    """How a product is sold, or why it is shown. Chosen when it is created."""

    PHYSICAL = "physical", _("Goods")
    MADE_TO_ORDER = "made_to_order", _("Made to order")
    VOUCHER = "voucher", _("Voucher")
    SERVICE = "service", _("Bookable service")
    PAID_CONTENT = "paid_content", _("Paid content")
    LINK = "link", _("Sold elsewhere")
    ENQUIRY = "enquiry", _("On request")

    @property
    def is_sold_here(self) -> bool:
        """Whether it has SKUs, prices and a way into the cart."""
        return self not in {ProductKind.LINK, ProductKind.ENQUIRY}

    @property
    def is_shipped(self) -> bool:
        """Whether a parcel goes to the buyer."""
        return self not in {ProductKind.PAID_CONTENT, ProductKind.VOUCHER, ProductKind.SERVICE}


# A code for each unit that was paid, redeemed at a place: vouchers, and the tickets of sessions.
REDEEMED_KINDS = (ProductKind.VOUCHER, ProductKind.SERVICE)


class SpecKind(models.TextChoices):
    """What a question of an order form asks for."""

    TEXT = "text", pgettext_lazy("answer", "Text")
    CHOICE = "choice", _("Choice")
    DATE = "date", _("Date")
    PICTURE = "picture", _("Picture")


class AttributeKind(models.TextChoices):
    """What the value of an attribute is."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    YES_NO = "yes_no", _("Yes or no")


class PriceKind(models.TextChoices):
    """What a line of the price log says."""

    ASKED = "asked", _("Asked price")
    SOLD = "sold", _("Sold at")
    # A price for a time: from ``at`` to ``until``, unless it is over before (called off, ended, all units taken).
    PROMO = "promo", _("Promotional price")
    OVER = "over", _("Promotional price over")


class ProductState(models.TextChoices):
    """What a shopper sees of a product's content, and whether something waits to be published."""

    LIVE = "live", _("In the shop")
    CHANGED = "changed", _("In the shop, edits not published")
    SCHEDULED = "scheduled", _("Scheduled")
    DRAFT = "draft", _("Draft")
    ENDED = "ended", _("Taken off the shop")


class BadgeRole(models.TextChoices):
    """The colour of a badge: a role of the brand's tokens, never a colour of its own."""

    BRAND = "brand", _("Brand colour")
    ACCENT = "accent", _("Second colour")
    MUTED = "muted", _("Quiet")


class BadgeRule(models.TextChoices):
    """Who gets a badge."""

    HAND = "hand", _("By hand, with evidence")
    NEW = "new", _("Whatever was first published lately")


class ConditionKind(models.TextChoices):
    """What a condition of a collection by rule asks."""

    CATEGORY = "category", _("Category")
    TAG = "tag", _("Tag")
    TYPE = "type", _("Product type")
    CHOICE = "choice", _("Attribute: answer")
    YES_NO = "yes_no", _("Attribute: yes or no")
    NUMBER = "number", _("Attribute: number from, to")
    DATE = "date", _("Attribute: date from, to")
    PRICE = "price", _("Price from, to")
    IN_STOCK = "in_stock", _("In stock")
    NEW = "new", _("New for so many days")


class Match(models.TextChoices):
    """How the conditions of a collection go together."""

    ALL = "all", _("all of them hold")
    ANY = "any", _("any of them holds")


class GoodsOrder(models.TextChoices):
    """The order in which goods are shown."""

    HAND = "hand", _("As arranged; the rest newest first")
    NEWEST = "newest", _("Newest first")
    PRICE_UP = "price_up", _("Lowest price first")
    PRICE_DOWN = "price_down", _("Highest price first")
