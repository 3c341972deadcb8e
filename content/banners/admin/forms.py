"""Forms of the banner desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from content.banners.models import Banner
from content.blocks.choosers import ProductPick
from content.media.models import BrandImage
from content.stories.forms import StoryPick
from shop.catalog.models import Collection, Product
from shop.core.desk import DayField, SecondsField


class BannerForm(forms.ModelForm[Banner]):
    """Where, when, what, and where it leads."""

    starts_at = SecondsField(label=gettext_lazy("Begins"))
    ends_at = SecondsField(
        label=gettext_lazy("Ends"),
        required=False,
        help_text=gettext_lazy("Left empty, it stays until something more important is planned."),
    )
    image = forms.ModelChoiceField(
        BrandImage.objects.all(),
        required=False,
        label=gettext_lazy("Picture"),
        widget=AdminImageChooser,
        help_text=gettext_lazy("Set its focal point: phones show it narrower. Without one the words stand alone."),
    )
    page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=1),
        required=False,
        label=gettext_lazy("It leads to a page"),
        widget=AdminPageChooser,
    )
    product = forms.ModelChoiceField(
        Product.objects.all(),
        required=False,
        label=gettext_lazy("… or a product"),
        widget=ProductPick(),
    )
    only_page = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=2),
        required=False,
        label=gettext_lazy("Only below the story"),
        widget=StoryPick(),
    )

    class Meta:
        model = Banner
        fields = [
            "slot",
            "starts_at",
            "ends_at",
            "priority",
            "headline",
            "line",
            "button",
            "image",
            "page",
            "product",
            "collection",
            "promotion",
            "only_collection",
            "only_page",
            "is_paid",
            "paid_by",
        ]
        labels = {
            "collection": gettext_lazy("… or a collection"),
            "promotion": gettext_lazy("… or a promotion"),
            "only_collection": gettext_lazy("Only in the list of"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("only_collection", "collection"):
            self.fields[name].queryset = Collection.objects.order_by("title")  # type: ignore[attr-defined]


class SpanForm(forms.Form):
    """From which day the plan is shown."""

    day = DayField(label=gettext_lazy("From day"))


class MomentForm(forms.Form):
    """Which moment is shown."""

    moment = SecondsField(label=gettext_lazy("At"), required=False)
