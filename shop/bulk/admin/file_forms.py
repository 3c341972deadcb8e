"""What people choose about a file: the file itself, its columns, the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.bulk.enums import CodeRule, NewProducts, StockRule
from shop.bulk.imports.columns import fields_for
from shop.bulk.imports.pictures import MAX_PICTURES, MAX_ZIP_BYTES
from shop.bulk.imports.reading import MAX_BYTES, MAX_ROWS, MEGABYTE, column_name
from shop.bulk.models import Run


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"), widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.txt"})
    )

    pictures = forms.FileField(
        label=gettext_lazy("Pictures in a ZIP (if you have them)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pictures"].help_text = _(
            "Named like the SKU code (A1.jpg, A1-2.jpg), or as a column says. At most %(count)s, %(size)s MB."
        ) % {"count": f"{MAX_PICTURES:,}", "size": MAX_ZIP_BYTES // MEGABYTE}
        self.fields["file"].help_text = _("The first row names the columns. At most %(rows)s rows and %(size)s MB.") % {
            "rows": f"{MAX_ROWS:,}",
            "size": MAX_BYTES // MEGABYTE,
        }
        self.fields["file"].error_messages["empty"] = _("The file is empty.")


class ChoicesForm(forms.Form):
    """Columns and rules of one run."""

    code_rule = forms.ChoiceField(
        label=gettext_lazy("If one code comes several times and the rows differ"),
        choices=CodeRule.choices,
        widget=forms.RadioSelect,
    )
    stock_rule = forms.ChoiceField(
        label=gettext_lazy("The stock column"), choices=StockRule.choices, widget=forms.RadioSelect
    )
    new_products = forms.ChoiceField(
        label=gettext_lazy("New products come into the shop"), choices=NewProducts.choices, widget=forms.RadioSelect
    )

    def __init__(self, run: Run, data: Any = None, *, user: Any) -> None:
        super().__init__(data, initial=run.options)
        self.run = run
        self.columns = fields_for(user)
        columns = [
            (str(place), f"{column_name(place)} · {cell or _('no name')}") for place, cell in enumerate(run.header)
        ]
        mapping = run.options.get("mapping", {})
        for field in self.columns:
            self.fields[field.key] = forms.ChoiceField(
                label=field.label,
                choices=[("", _("Leave out")), *columns],
                required=False,
                initial=str(mapping.get(field.key, "")),
            )

    def mapping(self) -> dict[str, int]:
        """Field → column place, as chosen."""
        return {
            field.key: int(self.cleaned_data[field.key]) for field in self.columns if self.cleaned_data[field.key] != ""
        }

    def column_rows(self) -> list[dict[str, Any]]:
        """Each field with its select and what the chosen column holds."""
        rows = []
        for field in self.columns:
            bound = self[field.key]
            value = str(bound.value() or "")
            place = int(value) if value.isdecimal() else None
            sample = [
                cells[place] for cells in self.run.sample if place is not None and place < len(cells) and cells[place]
            ]
            rows.append({"field": bound, "sample": sample})
        return rows

    def rule_fields(self) -> list[Any]:
        """The rules, apart from the columns."""
        return [self[name] for name in ("code_rule", "stock_rule", "new_products")]
