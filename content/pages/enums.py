"""Choices of pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalKind(models.TextChoices):
    """What a legal page settles; each has a text to begin with, in two languages."""

    PRIVACY = "privacy", _("Privacy policy")
    TERMS = "terms", _("Terms of sale")
    RETURNS = "returns", _("Returns and refunds")
    DELIVERY = "delivery", _("Delivery")
    IMPRINT = "imprint", _("Imprint")

    @property
    def sentence(self) -> str:
        """What it is for, and which law its text follows."""
        return str(_SENTENCES[self])


_SENTENCES = {
    LegalKind.PRIVACY: _("What is collected of shoppers, what for, how long, and how they get it deleted (PIPL)."),
    LegalKind.TERMS: _("When a contract comes about, prices, payment, disputes (E-commerce Law, Civil Code)."),
    LegalKind.RETURNS: _("Seven days without a reason, its exceptions, who pays the way back (Consumer Law, art. 25)."),
    LegalKind.DELIVERY: _("Where goods go, how fast, who bears the risk on the way (E-commerce Law, art. 20)."),
    LegalKind.IMPRINT: _("Who is behind this site and how to reach them (E-commerce Law, art. 15)."),
}


class LegalLanguage(models.TextChoices):
    """The language of a legal page."""

    CHINESE = "zh-hans", "中文"
    ENGLISH = "en", "English"


class VenueState(models.TextChoices):
    """What a venue is at a moment."""

    BEFORE = "before", _("Opens later")
    OPEN = "open", _("Open")
    OVER = "over", _("Over")
