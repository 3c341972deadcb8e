"""Ready themes: how each is set, and the choices that become it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.brand.enums import Corners, HeadingFace, ReadyTheme, TypeScale


@dataclass(frozen=True)
class Palette:
    """Five colours that go together; readable on each other."""

    code: str
    label: Promise
    paper: str
    ink: str
    brand: str
    accent: str
    price: str


@dataclass(frozen=True)
class Setting:
    """What becomes a theme: face, size of type and corners, all of which may be chosen otherwise."""

    heading_face: HeadingFace
    type_scale: TypeScale
    corners: Corners


SETTINGS: dict[str, Setting] = {
    ReadyTheme.FOLIO: Setting(HeadingFace.SERIF, TypeScale.REGULAR, Corners.SOFT),
    ReadyTheme.MARKET: Setting(HeadingFace.SANS, TypeScale.COMPACT, Corners.SQUARE),
    ReadyTheme.STILL: Setting(HeadingFace.SERIF, TypeScale.REGULAR, Corners.SQUARE),
}
PALETTES = (
    Palette("frost", _("Frost and apple"), "#fbfaf6", "#23201c", "#9f2f28", "#3f5a45", "#9f2f28"),
    Palette("tea", _("Tea and bamboo"), "#f8f7f1", "#1f2620", "#3b5d43", "#7d5430", "#9c3b22"),
    Palette("indigo", _("Indigo and linen"), "#f9f8f5", "#1c2330", "#27477a", "#7a4a2c", "#a5342b"),
    Palette("clay", _("Clay and smoke"), "#faf7f3", "#2a2320", "#8c4524", "#4c5358", "#8c4524"),
    Palette("ink", _("Ink on white"), "#ffffff", "#161616", "#161616", "#5c5c5c", "#b3261e"),
)


@cache
def theme_css(code: str) -> str:
    """The theme's own rules, loaded after those of shop and stories."""
    return (Path(__file__).parent / f"{ReadyTheme(code).value}.css").read_text(encoding="utf-8")
