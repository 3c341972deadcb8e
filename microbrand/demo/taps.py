"""Readers of the demo's stories: what they tapped, and the blocks that led to orders."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from content.blocks.contents import goods_of, selling_in
from content.stories.models import StoryPage
from shop.social.models import StoryBlock
from shop.social.operations import Visitor, count_tap
from shop.social.touch import Touch

_PHONE = "Mozilla/5.0 (iPhone) MicroMessenger"

# Story key → its blocks, each with the products that it leads to.
Selling = Mapping[str, Sequence[tuple[StoryBlock, Sequence[int]]]]


def selling_blocks(stories: Mapping[str, Any]) -> Selling:
    """The blocks of published stories that lead to goods."""
    return {key: list(_blocks(StoryPage.objects.get(pk=story.pk))) for key, story in stories.items()}


def _blocks(story: StoryPage) -> Iterator[tuple[StoryBlock, Sequence[int]]]:
    noted = {row.block_id: row for row in StoryBlock.objects.filter(page=story)}
    for child in selling_in(story.body):
        yield noted[child.id], [product.pk for product in goods_of(child)]


def found_in(
    touch: Touch, selling: Selling, story: str, products: Sequence[int], *, rng: Random, at: datetime
) -> Touch:
    """The touch of somebody who read a story before the order and tapped what they then bought, some of them twice."""
    for product in products:
        blocks = [block for block, shown in selling[story] if product in shown]
        if not blocks:
            continue
        if len(blocks) > 1 and rng.random() < 0.4:
            touch = touch.with_block(blocks[0].pk, product, at - timedelta(hours=rng.randint(4, 60)))
        touch = touch.with_block(rng.choice(blocks).pk, product, at - timedelta(minutes=rng.randint(3, 50)))
    return touch


def count_readers(selling: Selling, stories: Mapping[str, Any], *, now: datetime, rng: Random) -> None:
    """Many tap and few buy: most in the days after a story came out."""
    for key, blocks in selling.items():
        published: datetime = stories[key].first_published_at or now
        for block, products in blocks:
            for number in range(rng.randint(8, 40)):
                at = published + (now - published) * rng.random() ** 1.8
                visitor = Visitor(key=f"{key} {number} {rng.random()}", user_agent=_PHONE)
                count_tap(block=block, product_id=rng.choice(products), visitor=visitor, at=at)
