"""The form of the brand kit: colours by picker, refused with reasons, saved by the one operation."""

from types import SimpleNamespace
from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminModelForm

from content.blocks.forms import refuse_tampered_choices
from content.brand.errors import FAINT_MESSAGE, faint_values
from content.brand.rules import faint_colours
from content.brand.widgets import ColourInput

_COLOURS = ("paper", "ink", "brand", "accent", "price")


class BrandKitForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Adds the check of contrasts to the fields of the kit."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_tampered_choices(self)
        for name in _COLOURS:
            if name in self.fields:
                self.fields[name].widget = ColourInput()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if not any(name in self.errors for name in (*_COLOURS, "heading_face", "type_scale", "corners")):
            for faint in faint_colours(SimpleNamespace(**cleaned)):
                self.add_error(faint.field, forms.ValidationError(FAINT_MESSAGE, params=faint_values(faint)))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        if not commit:
            return super().save(commit=False)
        from content.brand.operations import save_brand_kit

        return save_brand_kit(by=self.for_user, kit=self.instance)


class MenusForm(WagtailAdminModelForm):  # type: ignore[misc]
    """Saved by the one operation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refuse_tampered_choices(self)

    def save(self, commit: bool = True) -> Any:
        if not commit:
            return super().save(commit=False)
        from content.brand.operations import save_menus

        return save_menus(by=self.for_user, menus=self.instance)
