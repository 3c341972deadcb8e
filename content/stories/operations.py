"""What follows from publishing a story."""

from django.db import transaction

from content.blocks.cards import products_in
from content.stories.events import StoryPublished
from content.stories.models import StoryMention, StoryPage
from shop.core import events


@transaction.atomic
def note_publication(*, story: StoryPage) -> None:
    """Remember which products the published story shows, and announce it. Idempotent but for the event."""
    product_ids = dict.fromkeys(product.pk for product in products_in(story.body))
    StoryMention.objects.filter(story=story).delete()
    StoryMention.objects.bulk_create(
        StoryMention(story=story, product_id=pk, position=place) for place, pk in enumerate(product_ids)
    )
    events.publish(StoryPublished(page_id=story.pk))
