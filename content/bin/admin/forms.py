"""Where a page comes back to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.bin.models import Binned
from content.bin.queries import places_for


class PlaceChoice(forms.ModelChoiceField):
    """Pages by their title and address."""

    def label_from_instance(self, page: Any) -> str:
        return f"{page.get_admin_display_title()} {page.url or ''}".strip()


class RestoreForm(forms.Form):
    """Below which page, and whether it is public again."""

    place = PlaceChoice(label=_("Below which page"), queryset=Page.objects.none(), empty_label=None)
    as_public = forms.BooleanField(
        label=_("Publish again what was public"),
        required=False,
        initial=True,
        help_text=_("What was scheduled is not scheduled again: look at its dates."),
    )

    def __init__(self, *args: Any, binned: Binned, page: Page, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = places_for(page, user=user)
        field: Any = self.fields["place"]
        field.queryset = Page.objects.filter(pk__in=[place.pk for place in places])
        if binned.parent in places:
            field.initial = binned.parent_id
        if not binned.was_live:
            del self.fields["as_public"]
