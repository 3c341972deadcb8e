"""Load the demo brand 华芳苑; a second run changes nothing."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from microbrand.demo import load
from microbrand.demo.warm import draw_posters, warm_pages


class Command(BaseCommand):
    """``manage.py load_demo``."""

    help = "Load the demo brand 华芳苑 into an empty development database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--scale", type=float, default=1.0, help="size of the pictures, 1 is full size (tests draw small ones)"
        )

    def handle(self, *, scale: float, verbosity: int, **options: Any) -> None:
        if load.is_loaded():
            load.write_logins()
            self.stdout.write("The demo brand is already here; nothing was changed.")
            return
        started = time.monotonic()
        say = self.stdout.write if verbosity > 1 else lambda text: None
        try:
            load.check_place()
            loaded = load.load(
                scale=scale,
                processes=min(os.cpu_count() or 1, 4) if scale > 0.5 else 1,
                say=say,
            )
        except load.Refused as refusal:
            raise CommandError(str(refusal)) from None
        load.write_logins()
        if scale > 0.5:
            say("drawing the posters …")
            draw_posters()
            say("looking at every page once …")
            warm_pages()
        start = timezone.localtime(loaded.promotion_starts_at)
        self.stdout.write(
            f"华芳苑: {loaded.products} products, {loaded.stories} stories, {loaded.orders} orders, "
            f"{loaded.pictures} pictures in {time.monotonic() - started:.0f} s. "
            f"A promotion starts at {start:%H:%M} ({settings.TIME_ZONE}): watch {loaded.promotion_path}"
        )
