"""App configuration."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Events with sign-up and check-in."""

    name = "content.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from content.blocks import happenings
        from content.events.exports import register_exports
        from content.events.queries import shown_in_stories, tell

        happenings.connect(happenings.Source(model=self.get_model("EventPage"), chosen=shown_in_stories, tell=tell))
        register_exports()
