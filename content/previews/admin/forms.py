"""The form of a link."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from content.previews.operations import DAYS
from shop.core.desk import SecondsField

_WORDS = {1: _("One day"), 7: _("A week"), 30: _("Thirty days")}


class PreviewForm(forms.Form):
    """What is shown, and for how long."""

    shown_at = SecondsField(
        label=_("As it will be at"),
        required=False,
        help_text=_("Prices and goods are those of that moment. Left empty: as it is whenever somebody opens it."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)
    days = forms.TypedChoiceField(
        label=_("The link opens for"), coerce=int, initial=7, choices=[(days, _WORDS[days]) for days in DAYS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("The shop's own")), *settings.LANGUAGES]  # type: ignore[attr-defined]
