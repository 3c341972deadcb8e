"""What people write about lots, and choose about labels."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.documents import get_document_model
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser

from shop.catalog.models import Product
from shop.core.desk import DayField
from shop.inventory.models import Lot
from shop.origin.enums import Preset, Target
from shop.origin.models import LotStory
from shop.origin.operations import DocumentData, StoryData
from shop.origin.operations.runs import MAX_LABELS
from shop.origin.operations.stories import MAX_DOCUMENTS, MAX_TEXT


class LotSearchForm(forms.Form):
    """The filter above the lots."""

    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "placeholder": _("Lot, SKU code or product")}
        ),
    )


class StoryForm(forms.Form):
    """What is told of a lot."""

    title = forms.CharField(label=_("Headline"), max_length=60)
    text = forms.CharField(
        label=_("Story"),
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("An empty line begins a new paragraph."),
    )
    image = forms.ModelChoiceField(
        label=_("Picture"), queryset=get_image_model()._default_manager.all(), required=False, widget=AdminImageChooser
    )
    page = forms.ModelChoiceField(
        label=_("Longer story"),
        queryset=Page.objects.filter(depth__gt=1),
        required=False,
        widget=AdminPageChooser,
        help_text=_("A page that whoever wants to know more can read on."),
    )
    is_public = forms.BooleanField(label=_("Public: whoever scans a code of this lot can read it"), required=False)

    def __init__(self, story: LotStory | None, data: Any = None) -> None:
        initial: dict[str, Any] = {}
        if story:
            initial = {name: getattr(story, name) for name in ("title", "text", "image", "page", "is_public")}
        rows = list(story.documents.all()) if story else []
        for place in range(MAX_DOCUMENTS):
            if place < len(rows):
                initial |= {
                    f"document{place}": rows[place].document_id,
                    f"called{place}": rows[place].title,
                    f"issued{place}": rows[place].issued_on,
                }
        super().__init__(data, initial=initial)
        documents = get_document_model()._default_manager.all()
        for place in range(MAX_DOCUMENTS):
            self.fields[f"document{place}"] = forms.ModelChoiceField(
                label=_("Document"), queryset=documents, required=False, widget=AdminDocumentChooser
            )
            self.fields[f"called{place}"] = forms.CharField(
                label=_("Called, such as inspection report"), max_length=60, required=False
            )
            self.fields[f"issued{place}"] = DayField(label=_("Of (day)"))

    def story_fields(self) -> list[Any]:
        """Bound fields of the story itself."""
        return [self[name] for name in ("title", "text", "image", "page")]

    def document_fields(self) -> Iterator[list[Any]]:
        """Bound fields of one document after the other."""
        for place in range(MAX_DOCUMENTS):
            yield [self[f"{name}{place}"] for name in ("document", "called", "issued")]

    def story(self) -> StoryData:
        """For ``save_story``."""
        data = self.cleaned_data
        documents = [
            DocumentData(
                document=data[f"document{place}"], title=data[f"called{place}"], issued_on=data[f"issued{place}"]
            )
            for place in range(MAX_DOCUMENTS)
            if data[f"document{place}"]
        ]
        names = ("title", "text", "image", "page", "is_public")
        return StoryData(**{name: data[name] for name in names}, documents=documents)


class RunForm(forms.Form):
    """Labels to print: of a lot that is given, else of a product to be chosen."""

    product = forms.ModelChoiceField(
        label=_("Product"), queryset=Product.objects.all(), widget=AdminSnippetChooser(Product)
    )
    target = forms.ChoiceField(label=_("The code speaks of"), choices=Target.choices, widget=forms.RadioSelect)
    labels = forms.IntegerField(label=_("How many labels"), min_value=1, max_value=MAX_LABELS, initial=24)
    preset = forms.ChoiceField(label=_("Printed on"), choices=Preset.choices, initial=Preset.A4_24)
    line = forms.CharField(
        label=_("Line on the label"), max_length=40, required=False, help_text=_("Such as: scan to see the orchard")
    )
    note = forms.CharField(label=_("Note for colleagues"), max_length=120, required=False)

    def __init__(self, lot: Lot | None, data: Any = None) -> None:
        super().__init__(data, initial={"target": Target.LOT if lot else Target.PRODUCT})
        self.lot = lot
        target: Any = self.fields["target"]
        if lot:
            del self.fields["product"]
        else:
            target.choices = [choice for choice in Target.choices if choice[0] != Target.LOT]


class WithdrawForm(forms.Form):
    """Why labels are called back."""

    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Whoever scans such a label reads this."), widget=forms.TextInput
    )
