"""The form of a text from elsewhere."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.pasting.errors import TooLarge
from content.pasting.operations import MAX_HTML
from content.pasting.word import MAX_FILE
from content.stories.models import StoryIndexPage


class ClipboardInput(forms.FileInput):
    """Filled by the script alone, so it has no label and shows no error."""

    is_hidden = True


class PasteForm(forms.Form):
    """Words with their formatting, or a Word file."""

    text = forms.CharField(
        label=_("Text"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10, "data-mb-paste": "id_html"}),
        help_text=_(
            "Copy an article in Word, in WeChat or on any page, and paste it here: headings, lists, quotes, links and "
            "pictures come along, colours and fonts stay behind."
        ),
    )
    # What the clipboard holds beside the plain words; a file, as pictures within it weigh more than a field may.
    html = forms.FileField(required=False, widget=ClipboardInput(attrs={"hidden": True}))
    file = forms.FileField(
        label=_("or a Word file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("Pictures in a text pasted from Word stay on your computer; from the file they come along."),
    )
    title = forms.CharField(
        label=_("Title"), required=False, max_length=60, help_text=_("Left empty, the text's own heading.")
    )
    source = forms.CharField(
        label=_("Where it comes from"),
        required=False,
        max_length=200,
        help_text=_("Noted with each picture, so that one knows later whose it is."),
    )
    parent = forms.ModelChoiceField(label=_("Below"), queryset=StoryIndexPage.objects.none(), empty_label=None)

    def __init__(self, *args: Any, places: list[StoryIndexPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(places) == 1:
            del self.fields["parent"]
        else:
            self.fields["parent"].queryset = StoryIndexPage.objects.filter(  # type: ignore[attr-defined]
                pk__in=[place.pk for place in places]
            )

    def clean_html(self) -> str:
        """The text of it, "" for none."""
        file = self.cleaned_data["html"]
        if file is None:
            return ""
        if file.size > MAX_HTML:
            self.add_error("text", TooLarge.message)
            return ""
        return str(file.read().decode("utf-8", "replace"))

    def clean_file(self) -> Any:
        """A file beyond the limit is not read."""
        file = self.cleaned_data["file"]
        if file is not None and file.size > MAX_FILE:
            raise forms.ValidationError(TooLarge.message)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors.keys() & {"text", "file"}:
            return cleaned
        if not (cleaned.get("text") or cleaned.get("html") or cleaned.get("file")):
            self.add_error("text", _("Paste a text, or choose a Word file."))
        return cleaned
