"""What follows from publishing a page."""

from django.db import transaction
from wagtail.models import Page

from content.blocks.contents import name_of, products_in, selling_in, streams_of
from content.stories.events import StoryPublished
from content.stories.models import BrandPage, StoryMention, StoryPage
from shop.core import events
from shop.social.operations import BlockData, note_blocks


@transaction.atomic
def note_publication(*, story: StoryPage) -> None:
    """Remember which products the published story shows, and announce it. Idempotent but for the event."""
    product_ids = dict.fromkeys(product.pk for product in products_in(story.body))
    StoryMention.objects.filter(story=story).delete()
    StoryMention.objects.bulk_create(
        StoryMention(story=story, product_id=pk, position=place) for place, pk in enumerate(product_ids)
    )
    events.publish(StoryPublished(page_id=story.pk))


def note_selling_blocks(*, page: BrandPage) -> None:
    """Remember which blocks of a published page lead to goods, so that what is tapped in them counts. Idempotent."""
    # By their ids: a block that was pasted twice may have one twice.
    found = {child.id: child for stream in streams_of(page) for child in selling_in(stream) if child.id}
    note_blocks(
        page=page,
        blocks=[
            BlockData(block_id=block_id, kind=child.block_type, label=name_of(child))
            for block_id, child in found.items()
        ],
    )


def warm_page(*, page_id: int) -> bool:
    """Draw a published page once, so that its pictures exist in every size it shows. True if it could be drawn.

    Changes nothing but the files of picture sizes; may run any number of times.
    """
    found = Page.objects.live().filter(pk=page_id).first()
    if found is None:
        return False
    response = found.specific.make_preview_request()
    return bool(response.status_code == 200)
