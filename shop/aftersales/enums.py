"""Choices of after-sales."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    """What a case asks for."""

    REFUND = "refund", _("Refund only")
    RETURN = "return", _("Return and refund")
    EXCHANGE = "exchange", _("Exchange")
    RESHIP = "reship", _("Send again")
    PRICE = "price", _("Price protection")


class CaseState(models.TextChoices):
    """A case's life. Steps and deadlines: ``rules``."""

    ASKED = "asked", _("To decide")
    OFFERED = "offered", _("Offer made")
    RETURNING = "returning", _("To be sent back")
    SENT = "sent", _("On its way back")
    RECEIVED = "received", _("Looked at")
    REPLACING = "replacing", _("Replacement to send")
    RESENT = "resent", _("Replacement on its way")
    SETTLED = "settled", pgettext_lazy("case", "Settled")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CaseReason(models.TextChoices):
    """Why somebody asks."""

    NO_REASON = "no_reason", _("Without a reason, within the time to return")
    QUALITY = "quality", _("Something is wrong with it")
    DAMAGED = "damaged", _("It arrived damaged")
    WRONG = "wrong", _("Something else was sent")
    UNLIKE = "unlike", _("It is not as described")
    MISSING = "missing", _("Something is missing")
    LOST = "lost", _("The parcel did not arrive")
    UNWANTED = "unwanted", _("No longer wanted")
    PRICE = "price", _("The price has fallen")
    NOT_SENT = "not_sent", _("Not sent: the shop called it off")
    OTHER = "other", pgettext_lazy("reason of a case", "Something else")


class Actor(models.TextChoices):
    """Who took a step."""

    SHOPPER = "shopper", _("Customer")
    STAFF = "staff", _("Shop")
    TIME = "time", _("By time")


class ReturnException(models.TextChoices):
    """Why goods cannot be returned without a reason: 消费者权益保护法, article 25, paragraph 1, items 1 to 4."""

    CUSTOM = "custom", _("Made to the customer's order")
    PERISHABLE = "perishable", _("Fresh or perishable")
    DIGITAL = "digital", _("Digital goods, downloaded or opened")
    PRESS = "press", _("Newspapers or magazines, delivered")
