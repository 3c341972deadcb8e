"""What each role may do. The table is the truth: every ``migrate`` sets the groups to it."""

from typing import Any

# Role (group name) -> permissions as app.codename. Group names are data, so they are not translated here.
_CONTENT = [
    "wagtailadmin.access_admin",
    # Wagtail asks for the permissions of its own models, whichever model holds the pictures.
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
    "catalog.add_video",
    "catalog.change_video",
    "brand.view_brandkit",
    "brand.change_menus",
    "rights.view_right",
    "social.view_storyblock",
    "banners.view_banner",
    "claims.view_claim",
    "claims.change_claim",
    "wagtailredirects.add_redirect",
    "wagtailredirects.change_redirect",
    "wagtailredirects.delete_redirect",
]
_GOODS = [
    "catalog.add_product",
    "catalog.change_product",
    "catalog.publish_product",
    "catalog.view_product",
    "catalog.add_collection",
    "catalog.change_collection",
    "catalog.delete_collection",
    "catalog.view_collection",
    "catalog.change_category",
    "catalog.change_badge",
    "catalog.add_producttype",
    "catalog.change_producttype",
    "catalog.delete_producttype",
    "catalog.view_producttype",
    "catalog.add_sku",
    "catalog.change_sku",
    "catalog.view_sku",
    "catalog.view_cost",
    "catalog.view_priceentry",
    "inventory.change_stockitem",
    "inventory.view_stockitem",
    "inventory.view_stockmovement",
    "inventory.view_stocktake",
    "inventory.count_stocktake",
    "inventory.post_stocktake",
    "inventory.change_place",
    "inventory.change_quota",
    "shipping.change_freighttemplate",
    "notices.view_subscription",
    "bookings.view_session",
    "bookings.change_session",
    "purchasing.view_supplier",
    "purchasing.change_supplier",
    "purchasing.view_purchaseorder",
    "purchasing.change_purchaseorder",
    "purchasing.receive_purchaseorder",
    "origin.add_printrun",
    "origin.view_printrun",
    "origin.withdraw_printrun",
    "origin.change_lotstory",
    "bulk.add_run",
    "bulk.view_run",
    "core.view_job",
]
_PROMOTIONS = [
    "rights.change_right",
    "rights.view_project",
    "rights.change_project",
    "promotions.add_promotion",
    "promotions.change_promotion",
    "promotions.view_promotion",
    "presales.view_presale",
    "presales.change_presale",
    "social.add_campaign",
    "social.change_campaign",
    "social.view_campaign",
    "social.view_shortlink",
    "social.view_outboundclick",
    "banners.change_banner",
    "posters.add_poster",
    "posters.view_poster",
    "channels.view_piece",
    "channels.change_piece",
    "channels.approve_piece",
]
_EVENTS = [
    "events.view_signup",
    "events.change_signup",
    "events.checkin_signup",
    "events.change_admission",
]
_ORDERS = [
    "orders.view_order",
    "orders.ship_order",
    "orders.cancel_order",
    "orders.export_order",
    "orders.view_personal_data",
    "payments.view_payment",
    "payments.confirm_transfer",
    "payments.view_statement",
    "payments.resolve_statemententry",
    "payments.refund_payment",
    "payments.view_wallet",
    "ledger.view_entry",
    "customers.view_customer",
    "bespoke.view_bespokework",
    "bespoke.quote_bespokework",
    "bespoke.do_bespokework",
    "bespoke.change_bespoketerms",
    "enquiries.view_enquiry",
    "enquiries.change_enquiry",
    "talk.view_remark",
    "talk.change_remark",
    "vouchers.view_voucher",
    "vouchers.redeem_voucher",
    "vouchers.restore_voucher",
    "vouchers.change_terms",
    "invoices.view_invoice",
    "invoices.issue_invoice",
    "aftersales.view_case",
    "aftersales.decide_case",
    "aftersales.inspect_case",
    "claims.tag_case",
    "aftersales.change_returnterms",
]
ROLES: dict[str, list[str]] = {
    "Owner": [
        *_CONTENT,
        *_GOODS,
        *_PROMOTIONS,
        *_EVENTS,
        *_ORDERS,
        "approval.change_rule",
        "approval.approve_page",
        "bin.empty_bin",
        "brand.change_brandkit",
        "talk.change_talkrule",
        "catalog.delete_product",
        "customers.erase_customer",
        "wagtailimages.delete_image",
        "wagtaildocs.delete_document",
        "staff.add_user",
        "staff.change_user",
        "staff.view_user",
    ],
    "Operations": [
        *_CONTENT,
        *_GOODS,
        *_PROMOTIONS,
        *_EVENTS,
        *_ORDERS,
        "approval.approve_page",
        "talk.change_talkrule",
    ],
    "Warehouse": [
        "wagtailadmin.access_admin",
        "catalog.view_product",
        "catalog.view_sku",
        "inventory.change_stockitem",
        "inventory.view_stockitem",
        "inventory.view_stockmovement",
        "inventory.view_stocktake",
        "inventory.count_stocktake",
        "purchasing.view_purchaseorder",
        "purchasing.receive_purchaseorder",
        "origin.add_printrun",
        "origin.view_printrun",
        "orders.view_order",
        "orders.ship_order",
        "orders.view_personal_data",
        "vouchers.view_voucher",
        "vouchers.redeem_voucher",
        "aftersales.view_case",
        "aftersales.inspect_case",
        "claims.tag_case",
        "bespoke.view_bespokework",
        "bespoke.do_bespokework",
        "bookings.view_session",
        "events.view_signup",
        "events.checkin_signup",
    ],
    "Editor": [
        *_CONTENT,
        "catalog.view_product",
        "catalog.change_product",
        "catalog.view_collection",
        "origin.view_printrun",
        "origin.change_lotstory",
        # What people ask tells what to write; names and numbers are masked.
        "enquiries.view_enquiry",
        # And what they say below stories is answered by whoever wrote them.
        "talk.view_remark",
        "talk.change_remark",
        "posters.add_poster",
        "posters.view_poster",
        # Writes and puts pieces into their channels; what goes out is approved by somebody above.
        "channels.view_piece",
        "channels.change_piece",
        # Who comes is masked; how many may come belongs to the page they write.
        "events.view_signup",
        "events.change_admission",
    ],
}
# Roles that write pages: everything under the root page. While approval is asked for, those who may not give it do not
# publish (``content.approval``).
PAGE_PERMISSIONS = {
    "Owner": ["add_page", "change_page", "publish_page", "lock_page", "unlock_page"],
    "Operations": ["add_page", "change_page", "publish_page"],
    "Editor": ["add_page", "change_page", "publish_page"],
}


def sync_roles(**kwargs: Any) -> None:
    """Create the groups and set their permissions to the table. Idempotent; runs after every ``migrate``."""
    from django.contrib.auth.models import Group, Permission
    from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

    from content.approval.operations import apply_rule

    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    root_page = Page.objects.filter(depth=1).first()
    root_collection = Collection.objects.filter(depth=1).first()
    for role, names in ROLES.items():
        missing = [name for name in names if name not in known]
        if missing:
            msg = f"role {role} names unknown permissions: {', '.join(missing)}"
            raise LookupError(msg)
        group, _created = Group.objects.get_or_create(name=role)
        group.permissions.set([known[name] for name in names])
        GroupPagePermission.objects.filter(group=group).delete()
        for codename in PAGE_PERMISSIONS.get(role, []) if root_page else []:
            GroupPagePermission.objects.create(group=group, page=root_page, permission=known[f"wagtailcore.{codename}"])
        GroupCollectionPermission.objects.filter(group=group).delete()
        for name in names if root_collection else []:
            if name.startswith(("wagtailimages.", "wagtaildocs.")):
                GroupCollectionPermission.objects.create(
                    group=group, collection=root_collection, permission=known[name]
                )
    apply_rule()
    # Wagtail's own two groups would be roles beside ours.
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
