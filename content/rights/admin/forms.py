"""Forms of the register."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from content.blocks.choosers import ProductPick
from content.media.models import BrandDocument, BrandImage
from content.rights.models import Project, Right
from shop.catalog.models import Product
from shop.core.desk import DayField


def _document(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(BrandDocument.objects.all(), required=False, label=label, widget=AdminDocumentChooser)


class RightForm(forms.ModelForm[Right]):
    """A right as the register has it."""

    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))
    document = _document(gettext_lazy("Document of it"))
    product = forms.ModelChoiceField(
        Product.objects.all(), required=False, label=gettext_lazy("Product"), widget=ProductPick()
    )

    class Meta:
        model = Right
        fields = [
            "kind",
            "title",
            "party",
            "number",
            "classes",
            "scope",
            "starts_on",
            "ends_on",
            "document",
            "product",
            "wrong_forms",
            "note",
        ]


class CoverForm(forms.Form):
    """A picture or a document of the library."""

    image: forms.ModelChoiceField[BrandImage] = forms.ModelChoiceField(
        BrandImage.objects.all(), required=False, label=gettext_lazy("Picture"), widget=AdminImageChooser
    )
    document = _document(gettext_lazy("or a document"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(cleaned.get("image")) == bool(cleaned.get("document")):
            raise ValidationError(_("Choose either a picture or a document."))
        return cleaned


class ProjectForm(forms.ModelForm[Project]):
    """What was agreed with another brand."""

    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day"))
    story = forms.ModelChoiceField(
        Page.objects.filter(depth__gt=2),
        required=False,
        label=gettext_lazy("Shared story"),
        widget=AdminPageChooser,
    )
    share = forms.DecimalField(
        label=gettext_lazy("The partner's part, in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        help_text=gettext_lazy("Of what orders out of the story bring, less what goes back."),
    )
    document = _document(gettext_lazy("Contract"))

    class Meta:
        model = Project
        fields = ["title", "partner", "story", "share", "starts_on", "ends_on", "document", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["share"] = f"{self.instance.part_basis_points / 100:g}"
