"""Forms of the poster desk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from content.blocks.choosers import ProductPick
from content.stories.models import BrandPage
from shop.catalog.models import Product
from shop.social.models import Campaign


class PosterForm(forms.Form):
    """What the poster shows, and the campaign it belongs to."""

    product = forms.ModelChoiceField(
        Product.objects.filter(live=True),
        required=False,
        label=gettext_lazy("Product"),
        widget=ProductPick(),
    )
    story = forms.ModelChoiceField(
        Page.objects.live(),
        required=False,
        label=gettext_lazy("Story or page"),
        widget=AdminPageChooser,
        help_text=gettext_lazy("A story, series, lookbook, venue, event, person, course, or the page about the brand."),
    )
    campaign = forms.ModelChoiceField(
        Campaign.objects.all(),
        required=False,
        label=gettext_lazy("Campaign"),
        empty_label=gettext_lazy("No campaign"),
    )
    new_campaign = forms.CharField(
        max_length=60,
        required=False,
        label=gettext_lazy("New campaign"),
        help_text=gettext_lazy("Or type the name of a new one: orders that come through the poster's code carry it."),
    )

    def clean_story(self) -> BrandPage | None:
        """The page in full."""
        page = self.cleaned_data["story"]
        found = page.specific if page else None
        if found is not None and not (isinstance(found, BrandPage) and found.is_told):
            raise ValidationError(_("This page has no line and no picture of its own to put on a poster."))
        return found

    def clean(self) -> dict[str, Any]:
        """Exactly one thing to show."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("product")) == bool(cleaned.get("story")):
            raise ValidationError(_("Choose either a product or a page."))
        return cleaned

    @property
    def target(self) -> Product | BrandPage:
        target: Product | BrandPage = self.cleaned_data["product"] or self.cleaned_data["story"]
        return target
