"""Reactions to events of lower rooms: posters show prices, pictures and the brand, so they follow them."""

from django.utils import timezone
from wagtail.models import Page

from content.brand.events import BrandChanged
from content.posters.models import Poster
from content.posters.operations import posters_of, refresh_posters
from content.stories.events import PagesChanged, StoryPublished
from content.stories.models import StoryPage
from shop.catalog.events import PriceChanged, ProductChanged
from shop.catalog.models import Product
from shop.promotions.events import PromotionBegan, PromotionOver
from shop.promotions.models import PromotionItem


def refresh_product(event: PriceChanged | ProductChanged) -> None:
    """A price or a product's words or pictures changed."""
    refresh_posters(posters_of(Product, [event.product_id]), at=timezone.now())


def refresh_promotion(event: PromotionBegan | PromotionOver) -> None:
    """A promotional price began or is over."""
    product_ids = PromotionItem.objects.filter(promotion=event.promotion_id).values_list("sku__product_id", flat=True)
    refresh_posters(posters_of(Product, list(set(product_ids))), at=timezone.now())


def refresh_story(event: StoryPublished) -> None:
    """A story was published anew."""
    refresh_posters(posters_of(StoryPage, [event.page_id]), at=timezone.now())


def refresh_page(event: PagesChanged) -> None:
    """A page of another kind was published anew."""
    page = Page.objects.filter(pk=event.page_id).first()
    kind = page.specific_class if page else None
    if kind is not None and kind is not StoryPage:
        refresh_posters(posters_of(kind, [event.page_id]), at=timezone.now())


def refresh_all(event: BrandChanged) -> None:
    """The brand kit changed: every poster wears it."""
    refresh_posters(Poster.objects.all(), at=timezone.now())
