"""Product types: which facts are told about a kind of thing. The facts themselves are content, see ``Product``."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from shop.catalog.enums import AttributeKind

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


class Attribute(models.Model):
    """One of the facts: its name, and what its value may be. Products keep values by its id, so its name may change."""

    product_type = ParentalKey(ProductType, on_delete=models.CASCADE, related_name="attributes")
    name = models.CharField(_("name"), max_length=30)
    kind = models.CharField(_("kind"), max_length=10, choices=AttributeKind.choices, default=AttributeKind.TEXT)
    unit = models.CharField(_("unit"), max_length=12, blank=True, help_text=_("For a number: mm, g, °C."))
    choices = models.TextField(_("choices"), blank=True, help_text=_("For a choice: one on each line."))
    position = models.PositiveSmallIntegerField(default=0, editable=False)

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
        return list(dict.fromkeys(line for line in map(str.strip, self.choices.splitlines()) if line))
