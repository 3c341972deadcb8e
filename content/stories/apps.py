"""App configuration."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StoriesConfig(AppConfig):
    """Home page, story index and stories."""

    name = "content.stories"
    label = "stories"
    verbose_name = _("Stories")

    def ready(self) -> None:
        # Wagtail publishes by the editor, by the schedule and by bulk actions; its signal is the one place
        # where all of them pass.
        from wagtail.signals import page_published

        page_published.connect(
            _note_publication, sender=self.get_model("StoryPage"), dispatch_uid="stories.story_published"
        )


def _note_publication(instance: Any, **kwargs: Any) -> None:
    from content.stories.operations import note_publication

    note_publication(story=instance)
