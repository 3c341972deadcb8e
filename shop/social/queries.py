"""Reads used by more than one caller."""

from shop.social.models import StoryBlock


def block_of(*, page_id: int, block_id: str) -> StoryBlock | None:
    """The block of a story that was published; None for one that never was."""
    return StoryBlock.objects.filter(page=page_id, block_id=block_id).first()
