"""Choices of readers' words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RemarkKind(models.TextChoices):
    """What somebody wants."""

    COMMENT = "comment", _("Comment")
    QUESTION = "question", pgettext_lazy("remark", "Question")


class RemarkState(models.TextChoices):
    """Whether others read it."""

    HELD = "held", _("To read")
    SHOWN = "shown", pgettext_lazy("remark", "Shown")
    REFUSED = "refused", _("Not shown")


class Refusal(models.TextChoices):
    """Why it is not shown; the writer reads it."""

    ADVERT = "advert", _("It advertises something.")
    RUDE = "rude", _("It offends somebody.")
    PRIVATE = "private", _("It tells private things of somebody.")
    LAW = "law", _("The law does not allow it.")
    BESIDE = "beside", _("It is not about this page.")


class ReportReason(models.TextChoices):
    """What a reader holds against it."""

    ADVERT = "advert", _("Advertising")
    RUDE = "rude", _("Offends somebody")
    PRIVATE = "private", _("Tells private things")
    FALSE = "false", _("Not true")
    OTHER = "other", _("Something else")


class Writers(models.TextChoices):
    """Who may write."""

    BUYERS = "buyers", _("Only who has bought here")
    ALL = "all", _("Everybody who leaves a mobile number")
