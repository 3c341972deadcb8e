"""Bring the project's zh-Hans catalogues in line with the strings marked in its code."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from microbrand.translations import LOCALE, collect, untranslated, update_catalogue


class Command(BaseCommand):
    """Adds new msgids with an empty translation, keeps the others, drops those no longer used."""

    help = "Collect the strings marked for translation into microbrand/locale."
    requires_system_checks = []
    requires_migrations_checks = False

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the catalogues and say what is left to translate."""
        folder = Path(settings.LOCALE_PATHS[0]) / LOCALE / "LC_MESSAGES"
        for domain, messages in collect(settings.BASE_DIR).items():
            path = folder / f"{domain}.po"
            added, dropped = update_catalogue(path, messages)
            left = len(untranslated(path))
            self.stdout.write(f"{domain}: {len(messages)} texts, {added} new, {dropped} dropped, {left} to translate")
