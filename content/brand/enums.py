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


class SellerKind(models.TextChoices):
    """Who sells, as 《网络交易监督管理办法》 article 12 tells them apart: registered, or one of four exempt."""

    COMPANY = "company", _("Company")
    SOLE = "sole", _("Individual business")
    COOPERATIVE = "cooperative", _("Farmers' cooperative")
    OWN_PRODUCE = "produce", _("A person who sells what they grew (not registered)")
    HANDICRAFT = "handicraft", _("A person who sells handicrafts of their home (not registered)")
    SERVICES = "services", _("A person who offers services for daily life that need no permit (not registered)")
    SMALL = "small", _("A person with occasional small sales (not registered)")

    @property
    def is_registered(self) -> bool:
        """Whether there is a business licence to be shown."""
        return self in {SellerKind.COMPANY, SellerKind.SOLE, SellerKind.COOPERATIVE}

    @property
    def declaration(self) -> str:
        """What those who need no registration declare, in the words of the law; "" for the others."""
        return str(_DECLARATIONS.get(self, ""))


_DECLARATIONS = {
    SellerKind.OWN_PRODUCE: _(
        "An individual who sells farm produce of their own; by law no registration as a market entity is needed."
    ),
    SellerKind.HANDICRAFT: _(
        "An individual who sells products of a household craft; by law no registration as a market entity is needed."
    ),
    SellerKind.SERVICES: _(
        "An individual who uses their own skills for services to the public that need no permit; by law no "
        "registration as a market entity is needed."
    ),
    SellerKind.SMALL: _(
        "An individual with occasional transactions of small sums; by law no registration as a market entity is needed."
    ),
}
