"""Background doors of the story room."""

from celery import shared_task

from content.stories.operations import warm_page as warm


@shared_task(name="stories.warm_page")
def warm_page(page_id: int) -> None:
    """Make the picture sizes of a page before its first reader needs them."""
    warm(page_id=page_id)
