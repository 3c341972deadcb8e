"""Choices of the brand kit."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HeadingFace(models.TextChoices):
    """The face of titles and quotes."""

    SERIF = "serif", _("Serif (Song): literary, calm")
    SANS = "sans", _("Sans (Hei): plain, modern")


class TypeScale(models.TextChoices):
    """How large text and titles are."""

    COMPACT = "compact", _("Compact: more on a screen")
    REGULAR = "regular", _("Regular")
    GENEROUS = "generous", _("Generous: large titles, much room")


class Corners(models.TextChoices):
    """Corners of pictures, fields and cards."""

    SQUARE = "square", _("Square")
    SOFT = "soft", _("Slightly rounded")
    ROUND = "round", _("Round")


class ReadyTheme(models.TextChoices):
    """Typography and rhythm of shop and stories: each a file in ``themes``, over the same tokens."""

    FOLIO = "folio", _("Folio: a magazine, its words hang into the pictures")
    MARKET = "market", _("Market: heavy and close, like the board before a stall")
    STILL = "still", _("Still: light type, much room, titles set upright")
