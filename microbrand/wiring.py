"""One table: event -> handlers. Read it and you know every side effect of the house."""

from shop.core.events import connect


def connect_events() -> None:
    """Connect every handler; called once at start."""
    from content.brand.events import BrandChanged
    from content.posters import handlers as posters
    from content.stories.events import StoryPublished
    from shop.catalog.events import PriceChanged, ProductChanged
    from shop.orders.events import OrderCancelled, OrderPlaced
    from shop.payments import handlers as payments
    from shop.promotions.events import PromotionBegan, PromotionOver
    from shop.social import handlers as social

    connect(OrderPlaced, social.attribute_placed_order)
    connect(OrderCancelled, payments.refund_cancelled_order)

    # Posters show prices, pictures and the brand, so they follow them.
    connect(PriceChanged, posters.refresh_product)
    connect(ProductChanged, posters.refresh_product)
    connect(PromotionBegan, posters.refresh_promotion)
    connect(PromotionOver, posters.refresh_promotion)
    connect(StoryPublished, posters.refresh_story)
    connect(BrandChanged, posters.refresh_all)
