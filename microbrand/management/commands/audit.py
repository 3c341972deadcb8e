"""``manage.py audit``: does every figure still follow from what it is made of?"""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from microbrand import audit


class Command(BaseCommand):
    """Print each check with its count; exit 1 on a breach."""

    help = "Recompute every derived figure (stock, reservations, totals, payments, price log …) and report breaches."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", default="", help="Run the checks whose name contains this text.")

    def handle(self, *, only: str, **options: Any) -> None:
        wanted = [name for name in audit.names() if only in name]
        if not wanted:
            msg = f"No check is named like {only!r}."
            raise CommandError(msg)
        breach_count, started = 0, time.monotonic()
        for result in audit.run(at=timezone.now(), only=wanted):
            breach_count += result.breach_count
            line = f"{result.row_count:>11,} rows  {result.name}"
            if result.breach_count:
                examples = ", ".join(result.examples)
                self.stdout.write(self.style.ERROR(f"WRONG {line}: {result.breach_count:,} ({examples} …)"))
            else:
                self.stdout.write(f"ok    {line}")
        seconds = time.monotonic() - started
        if breach_count:
            msg = f"{breach_count:,} breaches in {len(wanted)} checks ({seconds:.1f} s)."
            raise CommandError(msg, returncode=1)
        self.stdout.write(self.style.SUCCESS(f"{len(wanted)} checks, no breach ({seconds:.1f} s)."))
