"""Form widgets of the brand room."""

import re
from typing import Any

from django import forms


class ColourInput(forms.TextInput):
    """A colour typed as ``#rrggbb`` or picked from the swatch beside it. Capitals and a missing # are forgiven."""

    template_name = "brand/colour_input.html"

    class Media:
        css = {"all": ["css/admin-brand.css"]}
        js = ["js/admin/colours.js"]

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"maxlength": "7", "spellcheck": "false", "autocomplete": "off", **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        if isinstance(value, str) and re.fullmatch(r"\s*#?[0-9a-fA-F]{6}\s*", value):
            return "#" + value.strip().lstrip("#").lower()
        return value
