"""The shell of the admin: menu, home, icons, style sheet and keyboard."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.site_summary import SummaryItem

from microbrand import dashboard, menu
from microbrand.overdue import OverdueView
from microbrand.troubles import TroublesView

hooks.register("construct_reports_menu", menu.without(menu.HIDDEN_REPORTS))
hooks.register("construct_settings_menu", menu.without(menu.HIDDEN_SETTINGS))


@hooks.register("construct_main_menu")
def main_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    """Our own items join those of the viewsets; then all are put in order."""
    items.extend(item for item in menu.desk_items() if item.is_shown(request))
    menu.arrange(items)


@hooks.register("construct_homepage_panels")
def home_panels(request: HttpRequest, panels: list[Any]) -> None:
    """The dashboard takes the place of Wagtail's panels."""
    panels[:] = dashboard.panels_for(request)


@hooks.register("construct_homepage_summary_items")
def home_summary(request: HttpRequest, items: list[SummaryItem]) -> None:
    """Numbers of pages and pictures tell a merchant nothing."""
    items.clear()


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Pages of the shell itself."""
    return [
        path("troubles/", TroublesView.as_view(), name="troubles"),
        path("late/", OverdueView.as_view(), name="overdue"),
    ]


@hooks.register("register_icons")
def icons(names: list[str]) -> list[str]:
    """Icons Wagtail lacks."""
    return [*names, *(f"admin/icons/{name}.svg" for name in ("mb-orders", "mb-truck", "mb-promotion"))]


@hooks.register("insert_global_admin_css")
def style_sheet() -> SafeString:
    """Colours, density and the desk's own components."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_global_admin_js")
def script() -> SafeString:
    """Keyboard, copy and print buttons, double clicks."""
    return format_html('<script src="{}" defer></script>', static("js/admin/desk.js"))


@hooks.register("insert_editor_js")
def editor_script() -> SafeString:
    """No draft that nobody asked for."""
    return format_html('<script src="{}"></script>', static("js/admin/autosave.js"))
