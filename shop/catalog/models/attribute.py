"""Product types: which facts are told about a kind of thing. The facts themselves are content, see ``Product``."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.catalog.enums import AttributeKind
from shop.core.translated import Text, Translated

# More would be a form nobody fills in, and a table nobody reads.
MAX_ATTRIBUTES = 30
MAX_CHOICES = 50


class ProductType(ClusterableModel):  # type: ignore[misc]
    """A kind of thing about which the same is told: apples, jars, bowls. It has no draft."""

    name = models.CharField(_("name"), max_length=40, unique=True)

    class Meta:
        verbose_name = _("product type")
        verbose_name_plural = _("product types")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Attribute(Translated):
    """One of the facts: its name, and what its value may be. Products keep values by its id, so its name may change."""

    product_type = ParentalKey(ProductType, on_delete=models.CASCADE, related_name="attributes")
    name = models.CharField(_("name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=AttributeKind.choices, default=AttributeKind.TEXT)
    unit = models.CharField(_("unit"), max_length=12, blank=True, help_text=_("For a number: mm, g, °C."))
    choices = models.TextField(_("choices"), blank=True, help_text=_("For a choice: one on each line."))
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    TRANSLATED = ("name", "unit", "choices")
    TRANSLATED_PERMISSION = "catalog.change_producttype"

    # For Wagtail's inline panel: the order of the forms is kept in this field.
    sort_order_field = "position"

    class Meta:
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["product_type", "name"],
                name="catalog_attribute_once",
                violation_error_message=_("Two attributes have the same name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def choice_list(self) -> list[str]:
        """The choices, without empty lines and repetitions."""
        return _lines(self.choices)

    def told_choice(self, value: str) -> Text:
        """A choice in the language of the address: its translation stands on the same line."""
        told, choices = self.told.choices, self.choice_list
        words = _lines(told)
        if value in choices and len(words) == len(choices):
            return Text(words[choices.index(value)], told.language)
        return Text(value)


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line for line in map(str.strip, text.splitlines()) if line))
