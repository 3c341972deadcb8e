"""The forms of the steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from content.brand.enums import ReadyTheme
from content.brand.models import BrandKit
from content.brand.themes import PALETTES, SETTINGS
from content.brand.wizard.steps import has_name
from shop.core.money import YuanField

PICTURES = "image/png,image/jpeg,image/webp,image/avif,image/gif"


class KitForm(forms.ModelForm[BrandKit]):
    """Some fields of the kit."""

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data, files, instance=kit)


class NamesForm(KitForm):
    """What the brand is called, and what it says first."""

    class Meta:
        model = BrandKit
        fields = ["name", "slogan", "description"]
        widgets = {"description": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data, files, kit=kit)
        if not has_name(kit):
            self.initial["name"] = ""


class LookForm(forms.Form):
    """A theme, with what becomes it, and colours that go together."""

    theme = forms.ChoiceField(label=_("Theme"), choices=ReadyTheme.choices, widget=forms.RadioSelect)
    palette = forms.ChoiceField(
        label=_("Colours"),
        required=False,
        choices=[("", _("As they are")), *((palette.code, palette.label) for palette in PALETTES)],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data, initial={"theme": kit.theme, "palette": palette_of(kit)})


def dress(kit: BrandKit, *, theme: str, palette: str) -> BrandKit:
    """The kit in a theme and a palette. What was set by hand stays where the theme stays."""
    if theme != kit.theme:
        setting = SETTINGS[theme]
        kit.theme = theme
        kit.heading_face, kit.type_scale, kit.corners = setting.heading_face, setting.type_scale, setting.corners
    for row in PALETTES:
        if row.code == palette:
            kit.paper, kit.ink, kit.brand, kit.accent, kit.price = row.paper, row.ink, row.brand, row.accent, row.price
    return kit


def palette_of(kit: BrandKit) -> str:
    """The code of the palette the kit wears; "" for colours of its own."""
    worn = (kit.paper, kit.ink, kit.brand, kit.accent, kit.price)
    codes = (row.code for row in PALETTES if (row.paper, row.ink, row.brand, row.accent, row.price) == worn)
    return next(codes, "")


class LogoForm(forms.Form):
    """A picture for the head of every page."""

    logo = forms.FileField(
        label=_("Logo"),
        max_length=100,
        help_text=_("PNG, WebP or JPEG; best on a transparent ground. The name stands beside it."),
        widget=forms.ClearableFileInput(attrs={"accept": PICTURES}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data, files)


class SellerForm(KitForm):
    """What the law wants to be known about the seller."""

    class Meta:
        model = BrandKit
        fields = [
            "seller_kind",
            "seller_name",
            "licence_number",
            "company_type",
            "representative",
            "registered_address",
            "capital",
            "food_licence_number",
            "return_address",
            "phone",
            "email",
            "icp_number",
        ]


class GoodsForm(forms.Form):
    """One thing on sale."""

    title = forms.CharField(label=_("What it is"), max_length=60)
    subtitle = forms.CharField(label=_("One line about it"), max_length=120, required=False)
    price = YuanField(label=_("Price in yuan"), min_fen=1)
    units = forms.IntegerField(label=_("How many there are"), min_value=0, max_value=1_000_000, initial=1)
    picture = forms.FileField(
        label=_("Picture"),
        required=False,
        max_length=100,
        help_text=_("Upright ones fill their frame (3:4)."),
        widget=forms.ClearableFileInput(attrs={"accept": PICTURES}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data, files)


class NoForm(forms.Form):
    """A step that is only read."""

    def __init__(self, data: Any = None, files: Any = None, *, kit: BrandKit) -> None:
        super().__init__(data)
