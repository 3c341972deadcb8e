"""The form of a link."""

from collections.abc import Mapping
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
    audience = forms.ChoiceField(label=_("As whom"), required=False)
    days = forms.TypedChoiceField(
        label=_("The link opens for"), coerce=int, initial=7, choices=[(days, _WORDS[days]) for days in DAYS]
    )

    def __init__(self, *args: Any, audiences: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["audience"]
        whom.choices = [("", _("A visitor who is here for the first time")), *audiences.items()]
        if not audiences:
            whom.disabled = True
            whom.help_text = _(
                "Everybody sees the same here, with the same prices: a limit per person is counted in the cart."
            )
        self.fields["language"].choices = [("", _("The shop's own")), *settings.LANGUAGES]  # type: ignore[attr-defined]
