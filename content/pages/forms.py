"""Forms of pages that need more than a field can say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.stories.forms import BrandPageForm


class SeriesPageForm(BrandPageForm):
    """Each story is one part."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        seen: set[int] = set()
        for form in self.formsets["parts"].forms:
            story = form.cleaned_data.get("story") if form.is_valid() else None
            if story is None or form.cleaned_data.get("DELETE"):
                continue
            if story.pk in seen:
                form.add_error("story", forms.ValidationError(_("This story is a part already.")))
                self.add_error(None, forms.ValidationError(_("A story is in the series twice.")))
            seen.add(story.pk)
        return cleaned
