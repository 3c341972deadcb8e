"""A file to begin with: the columns an import knows, explained, with rows that show how they are filled."""

import tempfile
from decimal import Decimal
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views import View

from shop.bulk.imports.columns import fields_for
from shop.core.desk import DeskMixin
from shop.exports.enums import Format
from shop.exports.registry import Sheet
from shop.exports.writing import CONTENT_TYPES, write


def explanations() -> dict[str, str]:
    """What goes into each column."""
    return {
        "code": _("Required. One row for each code; a code that exists is changed, a new one is added."),
        "title": _("Required for new codes. Rows with options and the same name become SKUs of one product."),
        "price": _("Required for new codes. Yuan with at most two decimals, such as 68 or 68.50."),
        "cost": _("What one unit costs you, in yuan. Shoppers never see it."),
        "weight": _("Grams of one unit, a whole number."),
        "stock": _("Whole number. Booked as a movement; existing SKUs only if you choose so."),
        "barcode": _("Digits of the barcode, as text."),
        "subtitle": _("One line below the name, at most 160 characters."),
        "option_name": _("What the SKUs of a product differ in: size, flavour. Empty if there is nothing to choose."),
        "option_value": _("The value for this SKU: 5 jin."),
        "pictures": _("File names in the ZIP, separated by commas. Pictures named like the code need no column."),
        "sku_picture": _("One file name in the ZIP, if this SKU looks different from the others of its product."),
        "collection": _("The product joins this collection; one that does not exist is made, hidden."),
    }


def examples() -> list[dict[str, Any]]:
    """Two SKUs of one product and one alone. Codes of this form are left out of an import unless ticked."""
    box = {
        "title": _("Apple gift box"),
        "subtitle": _("Picked in the morning, sent by noon"),
        "option_name": _("Weight"),
    }
    return [
        {**box, "code": "EXAMPLE-1", "price": Decimal("68.00"), "stock": 20, "option_value": _("5 jin")},
        {**box, "code": "EXAMPLE-2", "price": Decimal("118.00"), "stock": 10, "option_value": _("10 jin")},
        {
            "code": "EXAMPLE-3",
            "title": _("Dried apple rings"),
            "price": Decimal("12.50"),
            "stock": 100,
            "barcode": "6900000000003",
            "collection": _("Autumn"),
        },
    ]


class TemplateView(DeskMixin, View):
    """Download the template."""

    permission_required = "bulk.view_run"

    def get(self, request: HttpRequest, format_: str) -> HttpResponseBase:
        if format_ not in Format.values:
            raise Http404
        fields = fields_for(request.user)
        header = [str(field.label) for field in fields]
        rows = [[row.get(field.key) for field in fields] for row in examples()]
        told = explanations()
        sheets = [
            Sheet(title=_("Goods"), header=header, rows=rows),
            Sheet(
                title=_("Explanation"),
                header=[_("Column"), _("What goes in")],
                rows=[[str(field.label), told[field.key]] for field in fields if field.key in told],
            ),
        ]
        target = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
        write(sheets, format_, target)
        target.seek(0)
        name = f"{_('Goods import')}.{format_}"
        return FileResponse(target, as_attachment=True, filename=name, content_type=CONTENT_TYPES[Format(format_)])
