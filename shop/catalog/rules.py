"""Pure decisions of the catalog."""

from datetime import datetime

from shop.catalog.enums import ProductKind, ProductState

# The kinds in the order of the question.
OFFERED_KINDS = (
    ProductKind.PHYSICAL,
    ProductKind.MADE_TO_ORDER,
    ProductKind.VOUCHER,
    ProductKind.SERVICE,
    ProductKind.PAID_CONTENT,
    ProductKind.LINK,
    ProductKind.ENQUIRY,
)


def product_state(
    *,
    live: bool,
    has_unpublished_changes: bool,
    is_scheduled: bool,
    was_published: bool,
    expire_at: datetime | None,
    at: datetime,
) -> ProductState:
    """What to call a product at ``at``; time decides, even if the job that takes it down is late."""
    if live and (expire_at is None or expire_at > at):
        return ProductState.CHANGED if has_unpublished_changes or is_scheduled else ProductState.LIVE
    if is_scheduled:
        return ProductState.SCHEDULED
    return ProductState.ENDED if was_published else ProductState.DRAFT
