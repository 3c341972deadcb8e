"""Cells and buttons of Wagtail's lists, drawn with less ado: a list of fifty rows has hundreds of them."""

from typing import Any

from django.contrib.admin.utils import quote
from django.forms.utils import flatatt
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import BaseColumn, BulkActionsCheckboxColumn, TitleColumn
from wagtail.admin.widgets.button import ButtonWithDropdown


class PlainCells:
    """For columns: cells without the context processors of a whole page, which Wagtail runs for each of them."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        context = self.get_cell_context_data(instance, parent_context)  # type: ignore[attr-defined]
        drawn: SafeString = self.cell_template.template.render(Context(context))  # type: ignore[attr-defined]
        return drawn


class TemplateColumn(PlainCells, BaseColumn):  # type: ignore[misc]
    """A column whose cell is a template of its own, given the row as ``instance``."""

    def __init__(self, name: str, template: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.cell_template_name = template


class PlainTitleColumn(TitleColumn):  # type: ignore[misc]
    """The title with its link and buttons: as Wagtail draws it (a test compares the two), but without a template, of
    which there are four for each row.
    """

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        cell = self.get_cell_context_data(instance, parent_context)
        title = cell["value"]
        if cell["title_id"]:
            title = format_html('<span id="{}">{}</span>', cell["title_id"], title)
        if cell["link_url"]:
            title = format_html("<a{}>{}</a>", flatatt(cell["link_attrs"]), title)
        elif cell["label_id"]:
            title = format_html('<label for="{}">{}</label>', cell["label_id"], title)
        shown = [button for button in cell.get("buttons", ()) if button.show]
        buttons = format_html_join("", "<li>{}</li>", ((button.render_html(parent_context),) for button in shown))
        return format_html(
            '<td class="{}title"><div class="title-wrapper">{}</div>{}</td>',
            f"{self.classname} " if self.classname else "",
            title,
            format_html('<ul class="actions">{}</ul>', buttons) if shown else "",
        )


class PlainCheckboxColumn(BulkActionsCheckboxColumn):  # type: ignore[misc]
    """The box that ticks a row; Wagtail's too, without its template."""

    def render_cell_html(self, instance: Any, parent_context: Any) -> SafeString:
        return format_html(
            '<td class="bulk-action-checkbox-cell"><input type="checkbox" data-object-id="{}" data-bulk-action-checkbox'
            ' class="bulk-action-checkbox" aria-label="{}" aria-describedby="{}"></td>',
            quote(instance.pk),
            _("Select"),
            self.get_aria_describedby(instance),
        )


class RowUrls:
    """Addresses of the rows of a list: ``url_of(pk)``, reversed once, not for each row."""

    # Stands for a row's id until it is known.
    _MARK = 1_000_000_007

    def __init__(self, url_name: str) -> None:
        self._before, self._after = reverse(url_name, args=[self._MARK]).rsplit(str(self._MARK), 1)

    def __call__(self, pk: int) -> str:
        return f"{self._before}{pk}{self._after}"


class MoreButton(ButtonWithDropdown):  # type: ignore[misc]
    """What else can be done with a row: as Wagtail draws it (a test compares the two), but with one template less for
    each icon, label and entry.
    """

    @classmethod
    def instead_of(cls, button: Any) -> Any:
        """This one in place of Wagtail's; any other button as it is."""
        if type(button) is not ButtonWithDropdown or button.label or button.classname:
            return button
        return cls(
            buttons=button.dropdown_buttons,
            icon_name=button.icon_name,
            attrs=button.attrs,
            priority=button.priority,
        )

    def render_html(self, parent_context: Any = None) -> SafeString:
        entries = format_html_join(
            "",
            '<a href="{}" class="{}"{}>{}{}</a>',
            (
                (entry.url, entry.classname, entry.base_attrs_string, _icon(entry.icon_name), entry.label)
                for entry in sorted(self.dropdown_buttons)
            ),
        )
        return format_html(
            '<div data-controller="w-dropdown" class="w-dropdown"{}>'
            '<button type="button" class="w-dropdown__toggle w-dropdown__toggle--icon" data-w-dropdown-target="toggle"'
            ' aria-label="{}">{}</button>'
            '<div data-w-dropdown-target="content" class="w-dropdown__content" hidden>{}</div></div>',
            self.base_attrs_string,
            self.aria_label,
            _icon(self.icon_name, "w-dropdown__toggle-icon"),
            entries,
        )


def _icon(name: str | None, classname: str = "icon") -> SafeString:
    if not name:
        return mark_safe("")
    return format_html(
        '<svg class="icon icon-{0} {1}" aria-hidden="true"><use href="#icon-{0}"></use></svg>', name, classname
    )
