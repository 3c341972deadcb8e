"""Who may read, and how far they are."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from content.blocks.contents import CONTEXT_KEY, block_contents
from content.courses.models import ChapterProgress, CoursePage
from content.previews.audiences import shown_as
from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.customers.models import Customer
from shop.orders.queries import owned_products
from shop.orders.rules import PAID_STATUSES
from shop.storefront.access import found_orders
from shop.storefront.customer import current_customer

# As whom a preview may be shown: the page differs for whoever has paid.
BUYER = "buyer"


def course_of(product: Product, *, at: datetime) -> CoursePage | None:
    """The published page that buying the product opens. No query for other kinds."""
    if product.pk is None or product.kind != ProductKind.PAID_CONTENT:
        return None
    rows = CoursePage.objects.live().public().filter(product=product).order_by("pk").defer_streamfields()
    return next((page for page in rows if page.expire_at is None or page.expire_at > at), None)


def reader_of(request: HttpRequest, product: Product | None) -> Customer | None:
    """The customer who has paid for the product and kept it: of this browser's session, or of an order that was found
    in it by number and mobile number, so that what was bought opens on another device, too.

    The address of a chapter opens nothing by itself, so it cannot be passed on.
    """
    if product is None or not hasattr(request, "session"):
        return None
    customer = current_customer(request)
    if owned_products(customer, [product.pk]):
        return customer
    found = found_orders(request).filter(
        status__in=PAID_STATUSES, lines__kind=ProductKind.PAID_CONTENT, lines__sku__product=product
    )
    order = found.select_related("customer").first()
    return order.customer if order else None


def course_contents(page: CoursePage, request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """The teaser's offers, the offer of the product, the chapters and which of them the reader has read."""
    reader = reader_of(request, page.product)
    done = set()
    if reader is not None:
        done = set(ChapterProgress.objects.filter(customer=reader, page_id=page.pk).values_list("chapter", flat=True))
    chapters = [
        {"block": block, "is_done": str(block.id) in {str(chapter) for chapter in done}} for block in page.chapters
    ]
    more = [page.product] if page.product and page.product.is_visible(at) else []
    contents = block_contents([page.teaser], at=at, more=more)
    return {
        "is_reader": reader is not None or shown_as(request) == BUYER,
        "chapters": chapters,
        "done_count": sum(row["is_done"] for row in chapters),
        "next_chapter": next((row["block"] for row in chapters if not row["is_done"]), None),
        "offer": contents[CONTEXT_KEY].get(page.product_id or 0),
        **contents,
    }
