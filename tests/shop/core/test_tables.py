"""Cells and buttons of Wagtail's lists look as Wagtail draws them."""

import pytest
from django.template import Context
from django.test import RequestFactory
from django.test.html import parse_html
from django.urls import reverse
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, ButtonsColumnMixin, Column, Table, TitleColumn
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton

from shop.core.tables import MoreButton, PlainCells, PlainCheckboxColumn, PlainTitleColumn, RowUrls
from shop.customers.models import Customer


def _more(**fields) -> ButtonWithDropdown:
    buttons = [
        Button("删除 <b>", url="/delete/?a=1&b=2", icon_name="bin", priority=30, classname="x"),
        Button("改", url="/edit/", icon_name="edit", attrs={"aria-label": '改"苹果"'}, priority=10),
        Button("无图标", url="/plain/", priority=20),
    ]
    return ButtonWithDropdown(
        buttons=buttons, icon_name="dots-horizontal", attrs={"aria-label": "更多 <苹果>", "data-a": "1"}, **fields
    )


def test_the_button_with_more_is_wagtails() -> None:
    wagtails = _more()

    ours = MoreButton.instead_of(wagtails)

    assert type(ours) is MoreButton
    assert ours.priority == wagtails.priority
    assert parse_html(ours.render_html()) == parse_html(wagtails.render_html({}))


def test_other_buttons_stay_as_they_are() -> None:
    labelled, header = _more(label="更多"), HeaderButton("新", url="/new/")

    assert MoreButton.instead_of(labelled) is labelled
    assert MoreButton.instead_of(header) is header


def test_a_plain_cell_is_wagtails() -> None:
    class PlainColumn(PlainCells, Column):
        """A column of values."""

    row = {"name": "<苹果>"}
    context = {"request": RequestFactory().get("/"), "row": row}
    drawn = []
    for column in (Column("name"), PlainColumn("name")):
        table = Table([column], [row])
        drawn.append(column.render_cell_html(row, {**context, "table": table}))

    assert drawn[0] == drawn[1]
    assert "&lt;苹果&gt;" in drawn[1]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"get_url": lambda row: "/edit/?a=1&b=2", "link_attrs": {"data-a": "<1>"}, "classname": "wide"},
        {"get_url": lambda row: "/edit/", "link_classname": "x", "get_title_id": lambda row: "row_7_title"},
        {"label_prefix": "row"},
    ],
    ids=["words", "link", "named", "label"],
)
def test_a_plain_title_is_wagtails(fields) -> None:
    class Buttons(ButtonsColumnMixin):
        """What can be done with the row."""

        buttons = (_more(), HeaderButton("新 <b>", url="/new/"))

    row = Customer(pk=7, name="<苹果>")
    drawn = []
    for title in (TitleColumn, PlainTitleColumn):
        for bases in ((title,), (Buttons, title)):
            column = type("Column", bases, {})("name", **fields)
            context = Context({"request": RequestFactory().get("/"), "row": row, "table": Table([column], [row])})
            drawn.append(parse_html(column.render_cell_html(row, context)))

    assert drawn[:2] == drawn[2:]
    assert drawn[0] != drawn[1]


def test_a_plain_checkbox_is_wagtails() -> None:
    row = Customer(pk=7)
    drawn = []
    for box in (BulkActionsCheckboxColumn, PlainCheckboxColumn):
        column = box("bulk_actions", obj_type="snippet")
        context = Context({"request": RequestFactory().get("/"), "row": row, "table": Table([column], [row])})
        drawn.append(parse_html(column.render_cell_html(row, context)))

    assert drawn[0] == drawn[1]


def test_addresses_of_rows_are_reversed_once() -> None:
    assert RowUrls("goods_desk:product")(7) == reverse("goods_desk:product", args=[7])
    assert RowUrls("wagtailsnippets_catalog_product:edit")(7) == reverse(
        "wagtailsnippets_catalog_product:edit", args=[7]
    )
