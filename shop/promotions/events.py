"""Facts promotions announce."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PromotionBegan(Event):
    """A promotion's start has come (announced once)."""

    name = "promotions.began"
    promotion_id: int


@dataclass(frozen=True, kw_only=True)
class PromotionOver(Event):
    """A promotion's end has come, or it was ended or cancelled while running (announced once)."""

    name = "promotions.over"
    promotion_id: int


@dataclass(frozen=True, kw_only=True)
class PromotionPlanned(Event):
    """A promotion that has not started was created, changed or called off."""

    name = "promotions.planned"
    promotion_id: int
