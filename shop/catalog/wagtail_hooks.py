"""Registrations with Wagtail."""

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from shop.catalog.admin import conditions, guards
from shop.catalog.admin.collections import register_viewsets
from shop.catalog.models import Product
from shop.core import audit
from shop.core.menu import DeskMenuItem

hooks.register("register_admin_viewset", register_viewsets)
hooks.register("before_bulk_action", guards.refuse_delete_of_everything)
hooks.register("before_delete_snippet", guards.refuse_delete_of_sold_goods)


@hooks.register("construct_snippet_action_menu")
def publish_first(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Publishing is what people come for: it is the button, saving a draft is in its menu."""
    if context.get("model") is not Product:
        return
    for place, item in enumerate(menu_items):
        if item.name == "action-publish":
            menu_items.insert(0, menu_items.pop(place))
            return


@hooks.register("insert_global_admin_css")
def style_sheet() -> SafeString:
    """Grid, import and list cells of the goods side."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin-goods.css"))


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Permissions that no viewset brings, for the role form."""
    return Permission.objects.filter(
        content_type__app_label="catalog",
        codename__in=[
            "add_sku",
            "change_sku",
            "view_sku",
            "view_cost",
            "view_priceentry",
            "change_badge",
            "add_video",
            "change_video",
        ],
    )


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """What belongs to a product lies below the list of products, so that its item of the menu is the current one."""
    return [
        path("snippets/catalog/product/", include("shop.catalog.admin.urls")),
        path("goods/categories/", include("shop.catalog.admin.category_urls")),
        path("goods/videos/", include("shop.catalog.admin.video_urls")),
        path("goods/badges/", include("shop.catalog.admin.badge_urls")),
        path("goods/collections/preview/", conditions.preview, name="collection_preview"),
    ]


@hooks.register("register_settings_menu_item")
def category_item() -> DeskMenuItem:
    """The tree is set up once and rarely touched."""
    return DeskMenuItem(
        _("Categories"),
        reverse("category_desk:list"),
        name="categories",
        icon_name="folder-inverse",
        permission="catalog.change_category",
    )


@hooks.register("register_settings_menu_item")
def badge_item() -> DeskMenuItem:
    """The words on pictures."""
    return DeskMenuItem(
        _("Badges"),
        reverse("badge_desk:list"),
        name="badges",
        icon_name="tag",
        permission="catalog.change_badge",
    )


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """What the audit lines of this room are called."""
    audit.register(
        actions,
        {
            "catalog.create_sku": _("Create SKU"),
            "catalog.revise_options": _("Change options"),
            "catalog.change_price": _("Change price"),
            "catalog.set_sku_active": _("Put SKU on or off sale"),
            "catalog.rename_sku": _("Rename SKU"),
            "catalog.set_sale_end": _("Change end of sale"),
            "catalog.set_barcode": _("Change barcode"),
            "catalog.set_code": _("Change SKU code"),
            "catalog.set_cost": _("Change cost"),
            "catalog.set_weight": _("Change weight"),
            "catalog.set_sku_image": _("Change picture of SKU"),
            "catalog.change_kind": _("Change kind of product"),
            "catalog.set_terms": _("Change terms of product"),
            "catalog.save_question": _("Change order form"),
            "catalog.save_category": _("Change category"),
            "catalog.remove_category": _("Remove category"),
            "catalog.sort_product": _("Change category and tags"),
            "catalog.save_badge": _("Change badge"),
            "catalog.remove_badge": _("Remove badge"),
            "catalog.give_badge": _("Give badge"),
            "catalog.take_badge": _("Take badge off"),
            "catalog.add_video": _("Add video"),
            "catalog.change_video": _("Change video"),
            "catalog.convert_video": _("Convert video"),
            "catalog.remove_video": _("Remove video"),
            "catalog.remove_question": _("Remove question from order form"),
        },
    )
