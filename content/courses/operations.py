"""Remember how far a reader is."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from content.courses.models import ChapterProgress, CoursePage
from shop.customers.models import Customer


@transaction.atomic
def mark_chapter(*, customer: Customer, page: CoursePage, chapter: UUID, is_done: bool, at: datetime) -> None:
    """The chapter was read, or is to be read again. Idempotent."""
    row = {"customer": customer, "page_id": page.pk, "chapter": chapter}
    if is_done:
        ChapterProgress.objects.bulk_create([ChapterProgress(**row, done_at=at)], ignore_conflicts=True)
    else:
        ChapterProgress.objects.filter(**row).delete()
