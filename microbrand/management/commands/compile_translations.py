"""Compile the message catalogues under settings.LOCALE_PATHS."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from microbrand.translations import compile_catalogues


class Command(BaseCommand):
    """Quick enough for every start: a catalogue that did not change is left alone."""

    help = "Compile .po files to .mo where they are newer; needs neither GNU gettext nor the database."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile and name what was written."""
        for path in compile_catalogues(settings.LOCALE_PATHS):
            self.stdout.write(f"Compiled {path}")
