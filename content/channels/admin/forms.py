"""Forms of the desk."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminPageChooser
from wagtail.images import get_image_model
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from content.channels.enums import PieceState
from content.channels.errors import NotTold
from content.channels.models import Piece
from content.channels.outlets import channels
from content.stories.models import BrandPage
from shop.core.desk import SecondsField

TABS: list[tuple[str, Any]] = [
    ("", _("All")),
    ("now", _("To put out now")),
    (PieceState.PLANNED, PieceState.PLANNED.label),
    (PieceState.DRAFTED, PieceState.DRAFTED.label),
    (PieceState.APPROVED, PieceState.APPROVED.label),
    (PieceState.SCHEDULED, PieceState.SCHEDULED.label),
    (PieceState.OUT, PieceState.OUT.label),
    (PieceState.DROPPED, PieceState.DROPPED.label),
]


class ChannelField(forms.ChoiceField):
    """One of the channels in use, or none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(label=_("Channel"), **kwargs)
        self.choices = lambda: [("", _("All channels")), *((row.code, row.label) for row in channels())]


class PieceFilter(forms.Form):
    """Tab, search and channel, read from the address."""

    tab = forms.ChoiceField(choices=TABS, required=False)
    channel = ChannelField()
    q = forms.CharField(
        label=_("Search"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class PlanForm(forms.Form):
    """Which page, where, when."""

    story = forms.ModelChoiceField(
        Page.objects.all(),
        label=_("Page"),
        widget=AdminPageChooser,
        help_text=_("A story, series, lookbook, venue, event, person, course, or the page about the brand."),
    )
    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each gets a piece of its own: a text that fits, pictures in its sizes, a link that is counted."),
    )
    goes_out_at = SecondsField(
        label=_("Goes out"), required=False, help_text=_("Can be chosen later, and for each channel another moment.")
    )

    def clean_story(self) -> BrandPage:
        """The page in full; the operation says what cannot be told."""
        page = self.cleaned_data["story"].specific
        if not isinstance(page, BrandPage):
            raise forms.ValidationError(NotTold.message)
        return page

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = [(row.code, row.label) for row in channels()]  # type: ignore[attr-defined]


class MomentForm(forms.Form):
    """When it goes out."""

    goes_out_at = SecondsField(label=_("Goes out"))


class OutForm(forms.Form):
    """Where it stands now."""

    published_url = forms.URLField(
        label=_("Address of what was published"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("So that colleagues find it. Left empty where there is none, as in Moments."),
    )


class PieceForm(forms.Form):
    """The words and the choice of pictures; only what the channel has."""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    summary = forms.CharField(label=_("Summary"), max_length=300, required=False, widget=forms.Textarea({"rows": 2}))
    text = forms.CharField(label=_("Text"), max_length=100_000, required=False, widget=forms.Textarea({"rows": 16}))
    hashtags = forms.CharField(
        label=_("Hashtags"),
        max_length=300,
        required=False,
        help_text=_("Separated by blanks; the channel's own marks are added."),
    )
    with_poster = forms.BooleanField(label=_("With a poster that carries the link as a code"), required=False)
    pictures = forms.TypedMultipleChoiceField(
        label=_("Pictures"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    added = forms.ModelChoiceField(
        label=_("Another picture, from the library"),
        queryset=get_image_model()._default_manager.all(),
        required=False,
        widget=AdminImageChooser,
        help_text=_("It comes last, and is there once you save."),
    )
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, piece: Piece, offered: dict[int, Any]) -> None:
        chosen = [row.position for row in piece.pictures.all()]
        names = ("title", "summary", "text", "hashtags", "with_poster", "version")
        super().__init__(data, initial={name: getattr(piece, name) for name in names} | {"pictures": chosen})
        self.offered = offered
        self.fields["pictures"].choices = [(number, str(number)) for number in offered]  # type: ignore[attr-defined]
        limits = piece.outlet.limits
        for name in ("title", "summary", "hashtags"):
            if not getattr(limits, name):
                del self.fields[name]
        if not piece.outlet.has_poster:
            del self.fields["with_poster"]
        if piece.outlet.is_html:
            self.fields["text"].help_text = _(
                "## at the beginning of a line: a heading. > somebody's words. - an item. [[2]] alone: picture 2."
            )

    def words(self) -> dict[str, Any]:
        """What the operation takes; fields that the channel does not have are empty."""
        empty: dict[str, Any] = {"title": "", "summary": "", "text": "", "hashtags": "", "with_poster": False}
        return {name: self.cleaned_data.get(name, nothing) for name, nothing in empty.items()}

    @property
    def tiles(self) -> list[tuple[int, Any, bool]]:
        """The pictures to choose from: number, image, whether it is chosen."""
        chosen = {str(number) for number in self["pictures"].value() or ()}
        return [(number, image, str(number) in chosen) for number, image in self.offered.items()]
