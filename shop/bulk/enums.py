"""Choices of work on many goods at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """An import's way: each step follows the one before, except that a check may be repeated."""

    UPLOADED = "uploaded", _("Choose columns")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked, to be confirmed")
    IMPORTING = "importing", _("Importing")
    DONE = "done", _("Imported")


class Verdict(models.TextChoices):
    """What the dry run says about a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REPEAT = "repeat", _("Same code again")
    SUSPECT = "suspect", _("Looks like a service")
    REFUSED = "refused", _("Refused")


class Outcome(models.TextChoices):
    """What the import did with a row; empty while it has not come to it."""

    DONE = "done", _("Imported")
    REFUSED = "refused", _("Refused")


class CodeRule(models.TextChoices):
    """Which row counts when one code comes several times and the rows differ."""

    LAST = "last", _("The last row counts")
    FIRST = "first", _("The first row counts")
    REFUSE = "refuse", _("Refuse codes whose rows differ")


class StockRule(models.TextChoices):
    """What the stock column does to SKUs that are in the shop already."""

    NEW_ONLY = "new_only", _("Only for new SKUs; stock of existing ones stays as it is")
    COUNT = "count", _("For all: existing SKUs are corrected to the number in the file")


class NewProducts(models.TextChoices):
    """How new products come into the shop."""

    DRAFT = "draft", _("As drafts, to be published one by one")
    LIVE = "live", _("In the shop at once")
