"""Pages beside stories."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from content.pages.models import SeriesPage, SeriesPart, VenuePage
from content.stories.models import BrandPage, HomePage, PeoplePage, PersonPage, StoryIndexPage


def make_page(model: type[BrandPage], *, parent: Any = None, publish: bool = True, **fields: Any) -> Any:
    """A page of a kind below the front; published unless told otherwise. Streams are given as the database stores
    them.
    """
    parent = parent or HomePage.objects.get()
    streams = {name: value for name, value in fields.items() if isinstance(value, list)}
    values = {"title": "冬天的桌子", "slug": f"{model._meta.model_name}-{parent.get_children().count()}", **fields}
    page = parent.add_child(instance=model(**{k: v for k, v in values.items() if k not in streams}, live=False))
    for name, value in streams.items():
        setattr(page, name, getattr(page, name).stream_block.to_python(value))
    revision = page.save_revision()
    if publish:
        revision.publish()
    return model._default_manager.get(pk=page.pk)


def make_series(*stories: Any, **fields: Any) -> SeriesPage:
    """A published series of these stories, in this order."""
    page = make_page(SeriesPage, parent=StoryIndexPage.objects.get(), **{"title": "一年的苹果", **fields})
    page.parts = [SeriesPart(story=story, sort_order=place) for place, story in enumerate(stories)]
    page.save_revision().publish()
    return SeriesPage.objects.get(pk=page.pk)


def make_venue(*, opens_in: float = -1, lasts: float = 2, **fields: Any) -> VenuePage:
    """A published venue that opens ``opens_in`` hours from now and is open for ``lasts`` hours."""
    opens_at = timezone.now() + timedelta(hours=opens_in)
    return make_page(
        VenuePage, **{"title": "开窖", "opens_at": opens_at, "closes_at": opens_at + timedelta(hours=lasts), **fields}
    )


def make_person(**fields: Any) -> PersonPage:
    """Somebody with a published page."""
    people = PeoplePage.objects.first() or make_page(PeoplePage, title="园子里的人", slug="ren")
    return make_page(PersonPage, parent=people, **{"title": "林玉芳", "role": "奶奶", **fields})
