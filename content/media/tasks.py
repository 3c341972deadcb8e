"""Background doors of the media library."""

from celery import shared_task

from content.media.operations import make_sizes as make


@shared_task(name="media.make_sizes")
def make_sizes(image_id: int) -> None:
    """Make a picture's sizes after it was uploaded."""
    make(image_id=image_id)
