"""Background doors of posters."""

from celery import shared_task
from django.utils import timezone

from content.posters import operations
from shop.core.tasks import enqueue


@shared_task(name="posters.render")
def render_poster(poster_id: int) -> None:
    """Render one poster."""
    operations.render_poster(poster_id=poster_id, at=timezone.now())


@shared_task(name="posters.sweep")
def sweep() -> None:
    """Take up posters that wait for nobody, and show those that no worker survives."""
    now = timezone.now()
    operations.give_up_on_posters(at=now)
    for poster_id in operations.due_posters(at=now):
        enqueue(render_poster, poster_id)


@shared_task(name="posters.remove_orphans")
def remove_orphans() -> None:
    """Delete pictures that a worker left behind when it died."""
    operations.remove_orphans(at=timezone.now())
