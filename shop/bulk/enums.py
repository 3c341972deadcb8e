"""Choices of work on many goods at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunKind(models.TextChoices):
    """Where the changes of a run come from."""

    IMPORT = "import", _("Import")
    EDIT = "edit", _("Bulk edit")


class RunState(models.TextChoices):
    """A run's way: each step follows the one before, except that a check may be repeated.

    A bulk edit begins with the check. What was stopped or failed stays in its state until it goes on or is undone.
    """

    UPLOADED = "uploaded", _("Choose columns")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked, to be confirmed")
    APPLYING = "applying", _("At work")
    DONE = "done", _("Done")
    UNDOING = "undoing", _("Being undone")
    UNDONE = "undone", _("Undone")


class Verdict(models.TextChoices):
    """What the dry run says about a row."""

    NEW = "new", _("New")
    CHANGED = "changed", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    REPEAT = "repeat", _("Same code again")
    SUSPECT = "suspect", _("Looks like a service")
    REFUSED = "refused", _("Refused")


class Outcome(models.TextChoices):
    """What became of a row; empty while its turn has not come."""

    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class Undo(models.TextChoices):
    """What the undo did with a row; empty while its turn has not come."""

    BACK = "back", _("Put back")
    KEPT = "kept", _("Left as it is")


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


class What(models.TextChoices):
    """What a bulk edit changes."""

    PRICE = "price", _("Prices")
    STOCK = "stock", _("Stock")
    SALE = "sale", _("For sale or not")
    STATE = "state", _("In the shop or not")
    COLLECTION = "collection", _("Product collection")
    TAG = "tag", _("Tag")


class PriceMode(models.TextChoices):
    """How a bulk edit makes prices."""

    PERCENT = "percent", _("Raise or lower by percent")
    AMOUNT = "amount", _("Raise or lower by an amount")
    SET = "set", _("Set to one price")


class Rounding(models.TextChoices):
    """How made prices end."""

    NONE = "none", _("to the fen")
    NINETY = "ninety", _("to .90")
    WHOLE = "whole", _("to .00")


class StockMode(models.TextChoices):
    """How a bulk edit changes stock."""

    ADD = "add", _("Add or take away")
    SET = "set", _("Set to one number")


class ShelfMode(models.TextChoices):
    """How a bulk edit changes collections."""

    ADD = "add", _("Put into the collection")
    REMOVE = "remove", _("Take out of the collection")


class TagMode(models.TextChoices):
    """How a bulk edit changes tags."""

    ADD = "add", _("Give the tag")
    REMOVE = "remove", _("Take the tag away")
