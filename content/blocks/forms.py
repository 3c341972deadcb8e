"""What no honest browser sends: answered with 400 before Wagtail's widgets stumble over it."""

from typing import Any

from django.core.exceptions import BadRequest
from wagtail.admin.widgets import BaseChooser


def refuse_tampered_choices(form: Any) -> None:
    """``BadRequest`` for a form in which a chooser's id is not a number. Unknown numbers get a field error later."""
    for name, field in form.fields.items():
        if form.is_bound and isinstance(field.widget, BaseChooser):
            value = form.data.get(form.add_prefix(name)) or ""
            if value and not (str(value).isascii() and str(value).isdigit() and len(str(value)) < 19):
                raise BadRequest
