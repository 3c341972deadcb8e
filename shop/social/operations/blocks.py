"""Know the blocks of stories that lead to goods."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page

from shop.social.models import StoryBlock


@dataclass(frozen=True)
class BlockData:
    """A block as it was published: its own id, its type, its words."""

    block_id: str
    kind: str
    label: str


@transaction.atomic
def note_blocks(*, page: Page, blocks: Sequence[BlockData]) -> None:
    """Remember them and what they are called now; those that are gone stay with what they brought. Idempotent."""
    StoryBlock.objects.bulk_create(
        [
            StoryBlock(
                page_id=page.pk,
                page_ref=page.pk,
                page_title=page.title,
                block_id=row.block_id,
                kind=row.kind,
                label=row.label[:120],
            )
            for row in blocks
        ],
        update_conflicts=True,
        unique_fields=["page", "block_id"],
        update_fields=["page_title", "kind", "label"],
    )
    StoryBlock.objects.filter(page=page.pk).exclude(page_title=page.title).update(page_title=page.title)
