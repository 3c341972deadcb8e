"""One table: event -> handlers. Read it and you know every side effect of the house."""

from shop.core.events import connect, connect_at_once


def connect_events() -> None:
    """Connect every handler; called once at start."""
    from content.banners.events import BannersChanged
    from content.brand.events import BrandChanged
    from content.events import handlers as happenings
    from content.events.events import EventChanged
    from content.media.events import ImageChanged
    from content.posters import handlers as posters
    from content.stories.events import PagesChanged, StoryPublished
    from content.talk.events import TalkChanged, TalkRulesChanged
    from shop.aftersales import handlers as aftersales
    from shop.bespoke import handlers as bespoke
    from shop.bookings.events import SessionChanged
    from shop.catalog.events import (
        BadgesChanged,
        CategoriesChanged,
        CollectionChanged,
        GoodsAdded,
        PriceChanged,
        ProductChanged,
        ProductTypeChanged,
        VideosChanged,
    )
    from shop.core import freshness
    from shop.core.translating import TextsTranslated
    from shop.inventory import handlers as inventory
    from shop.inventory.events import StockChanged
    from shop.notices import handlers as notices
    from shop.orders import handlers as orders
    from shop.orders.events import (
        DepositPaid,
        OrderCancelled,
        OrderCompleted,
        OrderPaid,
        OrderPlaced,
        OrderReaddressed,
        OrderShipped,
        ParcelShipped,
    )
    from shop.origin import handlers as labels
    from shop.origin.events import LotStoryChanged
    from shop.payments import handlers as payments
    from shop.presales.events import PresaleChanged
    from shop.promotions.events import PromotionBegan, PromotionOver, PromotionPlanned
    from shop.shipping.events import FreightChanged, ParcelMoved
    from shop.social import handlers as social
    from shop.storefront import handlers as storefront
    from shop.vouchers import handlers as vouchers

    connect(OrderPlaced, social.attribute_placed_order)
    connect(OrderPlaced, labels.attribute_placed_order)
    connect(OrderCancelled, payments.refund_cancelled_order)
    connect(OrderCancelled, payments.close_needless_payments)
    connect(OrderPaid, payments.close_needless_payments)
    connect(DepositPaid, payments.close_needless_payments)
    connect(OrderReaddressed, payments.refund_freight_difference)
    connect(OrderCompleted, payments.book_completed_order)
    connect(OrderPaid, vouchers.issue_for_paid_order)
    connect(OrderCancelled, vouchers.withdraw_for_closed_order)
    connect(ParcelShipped, aftersales.parcel_left)
    connect(OrderCompleted, aftersales.order_closed)
    connect(ParcelMoved, orders.parcel_moved)
    connect(ParcelMoved, aftersales.parcel_moved)
    connect(OrderCancelled, aftersales.order_closed)

    for moved in (DepositPaid, OrderPaid, OrderShipped, OrderCompleted, OrderCancelled):
        connect(moved, bespoke.order_moved)

    connect(PriceChanged, inventory.open_stock_of_sku)

    # Whoever waits for goods or for a lower price; what time alone brings about is found by the sweep.
    connect(StockChanged, notices.look_at_sku)
    connect(PriceChanged, notices.look_at_sku)
    connect(PromotionBegan, notices.look_at_all)
    connect(OrderCancelled, notices.look_at_all)

    # Who signed up and left a mail address hears of what concerns them.
    connect(EventChanged, happenings.tell_people)
    connect(PagesChanged, happenings.tell_people)

    # Posters show prices, pictures and the brand, so they follow them.
    connect(PriceChanged, posters.refresh_product)
    connect(ProductChanged, posters.refresh_product)
    connect(PromotionBegan, posters.refresh_promotion)
    connect(PromotionOver, posters.refresh_promotion)
    connect(StoryPublished, posters.refresh_story)
    connect(PagesChanged, posters.refresh_page)
    connect(BrandChanged, posters.refresh_all)

    # Everything that shoppers see. By whoever commits, and again by the outbox for one that died right after.
    for seen in (
        ProductChanged,
        ProductTypeChanged,
        CategoriesChanged,
        BadgesChanged,
        VideosChanged,
        GoodsAdded,
        CollectionChanged,
        PagesChanged,
        BannersChanged,
        BrandChanged,
        ImageChanged,
        LotStoryChanged,
        TalkRulesChanged,
        TextsTranslated,
    ):
        connect_at_once(seen, freshness.advance)
        connect(seen, storefront.forget_pages)
    # Figures, and what readers say: no piece of a page shows them (``storefront.pieces``).
    for figures in (
        PriceChanged,
        StockChanged,
        FreightChanged,
        SessionChanged,
        PromotionPlanned,
        PromotionOver,
        PresaleChanged,
        OrderPlaced,
        OrderPaid,
        OrderCancelled,
        EventChanged,
        TalkChanged,
    ):
        connect_at_once(figures, freshness.advance_figures)
        connect(figures, storefront.forget_figures)


def connect_horizons() -> None:
    """What flips by time alone, so that no page that shows it is kept longer; called once at start."""
    from content.banners import queries as banners
    from content.events import queries as events
    from content.pages import queries as pages
    from content.stories import queries as stories
    from shop.catalog import queries as catalog
    from shop.catalog import shown
    from shop.inventory import queries as inventory
    from shop.promotions import queries as promotions
    from shop.storefront import page_cache

    page_cache.connect_horizons(
        promotions.next_change,
        inventory.next_release,
        catalog.next_expiry,
        shown.next_turn,
        stories.next_expiry,
        events.next_change,
        banners.next_change,
        pages.next_turn,
    )


def connect_rules() -> None:
    """What a collection's rule may ask that only rooms above the catalog know; called once at start."""
    from shop.catalog import selection
    from shop.inventory import queries as inventory
    from shop.promotions import queries as promotions

    selection.connect_above(
        in_stock=inventory.in_stock, price=promotions.price_between, price_of=promotions.lowest_price
    )


def connect_references() -> None:
    """Who answers the question what speaks of a product or collection; called once at start."""
    from content.banners import queries as banners
    from content.brand import queries as brand
    from content.pages import queries as pages
    from content.posters import queries as posters
    from content.stories import queries as stories
    from shop.catalog import queries as catalog
    from shop.catalog.models import Collection, Product, Sku, Video
    from shop.core import references
    from shop.notices import queries as notices
    from shop.orders import queries as orders
    from shop.origin import queries as origin
    from shop.presales import queries as presales
    from shop.promotions import queries as promotions
    from shop.purchasing import queries as purchasing

    references.connect(
        Product,
        stories.pages_with,
        catalog.shelves_with,
        catalog.shown_beside,
        promotions.promotions_of,
        posters.posters_of,
        banners.banners_to,
        orders.carts_with,
    )
    references.connect(Video, stories.pages_with)
    references.connect(Collection, stories.pages_to_shelf, pages.venues_with, brand.menu_to_shelf, banners.banners_to)
    # Asked before a SKU is taken off sale.
    references.connect(
        Sku,
        catalog.emptied_by,
        promotions.promotions_of,
        orders.carts_with,
        notices.waiting_for,
        purchasing.coming,
        presales.presales_of,
        origin.labels_of,
    )


def connect_records() -> None:
    """Who holds something about a customer; called once at start."""
    from content.courses import records as courses
    from content.events import queries as events
    from content.talk import records as talk
    from shop.aftersales import queries as aftersales
    from shop.bespoke import queries as bespoke
    from shop.customers import records
    from shop.invoices import queries as invoices
    from shop.notices import records as notices
    from shop.orders import records as orders
    from shop.origin import records as labels
    from shop.payments import queries as payments
    from shop.social import records as social
    from shop.vouchers import queries as vouchers

    records.connect(
        orders.customer_records,
        bespoke.customer_records,
        notices.customer_records,
        vouchers.customer_records,
        aftersales.customer_records,
        social.customer_records,
        labels.customer_records,
        courses.customer_records,
        events.customer_records,
        talk.customer_records,
        payments.customer_records,
        invoices.customer_records,
    )


def connect_erasers() -> None:
    """Who erases what of a customer who is forgotten; called once at start. Pictures belong to cases and custom work
    before they belong to nobody, so orders come after those.
    """
    from content.courses import erasing as courses
    from content.events import erasing as events
    from content.talk import erasing as talk
    from shop.aftersales import erasing as aftersales
    from shop.bespoke import erasing as bespoke
    from shop.customers import erasing
    from shop.enquiries import erasing as enquiries
    from shop.invoices import erasing as invoices
    from shop.notices import erasing as notices
    from shop.orders import erasing as orders
    from shop.payments import erasing as payments
    from shop.social import erasing as social
    from shop.storefront import erasing as browsers
    from shop.vouchers import erasing as vouchers

    rooms = (
        payments, vouchers, invoices, aftersales, bespoke, orders, notices, social, enquiries, courses, events, talk,
        browsers,
    )  # fmt: skip
    erasing.connect(*(room.ERASER for room in rooms))


def connect_deleting() -> None:
    """Who keeps what is deleted; called once at start."""
    from content.bin.operations import bin_row
    from shop.core import deleting

    deleting.connect(bin_row)


def connect_movers() -> None:
    """Who moves what a device holds when it turns out to be another customer; called once at start."""
    from content.courses import records as courses
    from content.events import queries as events
    from content.talk import records as talk
    from shop.bespoke import queries as bespoke
    from shop.customers import merging
    from shop.notices import records as notices
    from shop.orders import merging as orders
    from shop.payments.operations import wallet_balance as wallets
    from shop.social import records as social

    merging.connect(
        orders.move, wallets.move, bespoke.move, notices.move, social.move, courses.move, events.move, talk.move
    )


def connect_news() -> None:
    """Who above the shop has news for a customer; called once at start."""
    from content.talk import news as talk
    from shop.storefront import news

    news.connect(talk.SOURCE)


def connect_door() -> None:
    """Who knows whether the shop is open; called once at start."""
    from content.brand.door import closed_page, is_closed
    from shop.core import door

    door.connect(is_closed=is_closed, closed_page=closed_page)


def connect_objections() -> None:
    """Who has a say before a paid order is closed; called once at start."""
    from shop.orders import objections
    from shop.vouchers import queries as vouchers

    objections.connect(vouchers.objection_to_closing)


def connect_waiting() -> None:
    """What keeps an order from counting as received by time; called once at start."""
    from shop.aftersales import queries as aftersales
    from shop.orders import receipt

    receipt.connect(aftersales.has_open_case)


def connect_sending() -> None:
    """What is sent beside orders; called once at start."""
    from shop.aftersales import queries as aftersales
    from shop.aftersales.operations import ship_replacement
    from shop.orders import sending

    sending.connect(
        sending.Sender(
            documents=aftersales.to_send,
            tell=aftersales.sendings,
            ship=ship_replacement,
            awaited=aftersales.awaited,
        )
    )


def connect_agreements() -> None:
    """Who has to agree before an unpaid order is closed; called once at start."""
    from shop.orders import closing
    from shop.payments.operations.closing import close_before_order

    closing.connect(close_before_order)


def connect_money() -> None:
    """Who knows what of an order's money is still here; called once at start."""
    from shop.orders import money
    from shop.payments import queries as payments

    money.connect(payments.left_fen)


def connect_followers() -> None:
    """Who follows a session that moves; called once at start."""
    from shop.bookings import following
    from shop.vouchers.operations import follow_session

    following.connect(follow_session)


def connect_demand() -> None:
    """Who knows how many shoppers wait for a SKU; called once at start."""
    from shop.inventory import demand
    from shop.notices import queries as notices

    demand.connect(notices.waiting)
