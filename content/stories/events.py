"""Facts the story room announces."""

from dataclasses import dataclass

from shop.core.events import Event


@dataclass(frozen=True, kw_only=True)
class StoryPublished(Event):
    """A story went live, or live again with other content."""

    name = "stories.story_published"
    page_id: int


@dataclass(frozen=True, kw_only=True)
class PagesChanged(Event):
    """A page was published, taken down, moved, deleted, or shown to other people than before."""

    name = "stories.pages_changed"
    page_id: int
