"""Cells and buttons of Wagtail's lists look as Wagtail draws them."""

from django.test import RequestFactory
from django.test.html import parse_html
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.widgets.button import Button, ButtonWithDropdown, HeaderButton

from shop.core.tables import MoreButton, PlainCells


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
