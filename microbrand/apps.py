"""The composition root as a Django app: it connects, it owns no models."""

from functools import partial

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.timesince import timesince

# Loaded with the apps, so that every `shared_task` finds this application.
from microbrand.celery import app as celery_app  # noqa: F401


class MicrobrandConfig(AppConfig):
    """Last in INSTALLED_APPS: sees every app's models and permissions."""

    name = "microbrand"

    def ready(self) -> None:
        """Connect events, what flips by time, what speaks of products, what is held about people, and the roles."""
        from wagtail.admin.templatetags import wagtailadmin_tags

        from microbrand import roles, wiring

        # Wagtail cuts "4 weeks, 1 day" at an English comma; asked for one unit, there is nothing to cut in Chinese.
        wagtailadmin_tags.timesince = partial(timesince, depth=1)

        wiring.connect_events()
        wiring.connect_horizons()
        wiring.connect_rules()
        wiring.connect_references()
        wiring.connect_records()
        wiring.connect_erasers()
        wiring.connect_deleting()
        wiring.connect_movers()
        wiring.connect_objections()
        wiring.connect_door()
        wiring.connect_news()
        wiring.connect_agreements()
        wiring.connect_money()
        wiring.connect_waiting()
        wiring.connect_sending()
        wiring.connect_demand()
        wiring.connect_followers()
        post_migrate.connect(roles.sync_roles, sender=self)
