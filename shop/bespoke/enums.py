"""Choices of custom work."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BespokeState(models.TextChoices):
    """A piece of custom work's life. Steps and deadlines: ``rules``."""

    ASKED = "asked", _("To quote")
    QUOTED = "quoted", _("Quote made")
    ORDERED = "ordered", _("Deposit to be paid")
    DESIGNING = "designing", _("Proof to make")
    PROOF = "proof", _("Proof to be approved")
    MAKING = "making", _("Being made")
    BALANCE = "balance", _("Balance to be paid")
    READY = "ready", _("To be sent")
    DONE = "done", pgettext_lazy("custom work", "Done")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    CALLED_OFF = "called_off", _("Called off")


class Actor(models.TextChoices):
    """Who took a step."""

    CUSTOMER = "customer", _("Customer")
    STAFF = "staff", _("Shop")
    TIME = "time", _("By time")
    PAYMENT = "payment", _("By the order")
