"""Background doors of channels."""

from celery import shared_task
from django.utils import timezone

from content.channels.operations import publishing
from shop.core.tasks import enqueue


@shared_task(name="channels.send")
def send(piece_id: int) -> None:
    """Send one piece, or ask what became of it."""
    publishing.send_piece(piece_id=piece_id, at=timezone.now())


@shared_task(name="channels.send_due")
def send_due() -> None:
    """Send what is due."""
    for piece_id in publishing.due_pieces(at=timezone.now()):
        enqueue(send, piece_id)


@shared_task(name="channels.ask_readers")
def ask_readers() -> None:
    """Ask how many have read what is out."""
    publishing.ask_readers(at=timezone.now())
