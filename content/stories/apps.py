"""App configuration."""

from functools import partial
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
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Page, PageViewRestriction
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from content.checks.findings import register
        from content.checks.sharing import register as register_card
        from content.stories.checks import advertising

        register(advertising)
        register_card(self.get_model("StoryPage"), _card_of_story)
        register_card(self.get_model("HomePage"), _card_of_home)
        page_published.connect(
            _note_publication, sender=self.get_model("StoryPage"), dispatch_uid="stories.story_published"
        )
        page_published.connect(_note_blocks, dispatch_uid="stories.note_blocks")
        page_published.connect(_warm, dispatch_uid="stories.warm_page")
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(_announce, dispatch_uid="stories.pages_changed")
        post_delete.connect(_announce, sender=Page, dispatch_uid="stories.page_deleted")
        for signal in (post_save, post_delete):
            signal.connect(_announce_privacy, sender=PageViewRestriction, dispatch_uid="stories.privacy_changed")


def _card_of_story(story: Any) -> Any:
    from content.checks.sharing import ShareCard

    return ShareCard(
        title=story.title,
        summary=story.search_description or story.standfirst,
        picture=story.hero_image,
        picture_field="id_hero_image-chooser",
        summary_field="id_standfirst",
    )


def _card_of_home(home: Any) -> Any:
    from content.brand.queries import current_brand
    from content.checks.sharing import ShareCard

    brand = current_brand()
    return ShareCard(
        title=brand.name,
        summary=home.search_description or brand.description or home.sentence or brand.slogan,
        picture=home.hero_image,
        picture_field="id_hero_image-chooser",
        summary_field="id_sentence",
    )


def _announce(instance: Any, **kwargs: Any) -> None:
    from content.stories.events import PagesChanged
    from shop.core import events

    events.publish(PagesChanged(page_id=instance.pk))


def _announce_privacy(instance: Any, **kwargs: Any) -> None:
    _announce(instance.page)


def _warm(instance: Any, **kwargs: Any) -> None:
    """The page has new pictures, and the pages above it show its card. A lost message costs the first reader a wait."""
    from django.db import transaction

    from content.stories.models import BrandPage
    from content.stories.tasks import warm_page
    from shop.core.tasks import enqueue

    if isinstance(instance, BrandPage):
        for page_id in (instance.pk, *instance.get_ancestors().filter(depth__gt=1).values_list("pk", flat=True)):
            transaction.on_commit(partial(enqueue, warm_page, page_id))


def _note_blocks(instance: Any, **kwargs: Any) -> None:
    from content.stories.models import BrandPage
    from content.stories.operations import note_selling_blocks

    if isinstance(instance, BrandPage):
        note_selling_blocks(page=instance)


def _note_publication(instance: Any, **kwargs: Any) -> None:
    from content.stories.operations import note_publication

    note_publication(story=instance)
