"""The brand sheet: what everybody who writes, draws or answers in the brand's name has to know, on one page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.brand.models import BrandKit
from content.brand.persona import persona_of
from content.brand.queries import current_kit
from content.brand.rules import contrast, tokens_for
from shop.core.desk import DeskView

_SHOWN = ("paper", "ink", "brand", "accent", "price")


@dataclass(frozen=True)
class Swatch:
    """A colour by day and by night, and how well it is read on its paper."""

    label: str
    light: str
    dark: str
    contrast: str
    contrast_dark: str


class BrandSheetView(DeskView):
    """Names, marks, colours, type, pictures and voice. To read, to copy from and to print."""

    permission_required = "brand.view_brandkit"
    template_name = "admin/brand/sheet.html"
    page_title = gettext_lazy("Brand sheet")
    header_icon = "openquote"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("brand.change_brandkit"):
            return []
        return [HeaderButton(_("Change the brand kit"), url=kit_url(), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kit = current_kit()
        return super().get_context_data(kit=kit, persona=persona_of(kit), swatches=swatches(kit), **kwargs)


def kit_url() -> str:
    """Where the kit is changed; Wagtail makes one where there is none yet."""
    return reverse("wagtailsettings:edit", args=["brand", "brandkit"])


def _field(kit: BrandKit, name: str) -> Any:
    return kit._meta.get_field(name)


def swatches(kit: BrandKit) -> list[Swatch]:
    """The kit's colours as they are shown."""
    theme = tokens_for(kit)
    return [
        Swatch(
            label=str(_field(kit, name).verbose_name),
            light=theme.light[f"--{name}"],
            dark=theme.dark[f"--{name}"],
            contrast=_ratio(theme.light, name),
            contrast_dark=_ratio(theme.dark, name),
        )
        for name in _SHOWN
    ]


def _ratio(tokens: dict[str, str], name: str) -> str:
    if name == "paper":
        return ""
    # Cut, not rounded: 4.49 must not read as 4.5.
    return f"{int(contrast(tokens[f'--{name}'], tokens['--paper']) * 10) / 10:.1f}:1"
