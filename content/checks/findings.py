"""What is found in a draft, and who looks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from shop.core.wording import Weight


@dataclass(frozen=True, kw_only=True)
class CheckFinding:
    """Something to change or to look at: where it stands, the words, what would do, and whose rule it is.

    ``anchor`` is the id of the field or block in the editor. ``before`` and ``after`` stand around the ``quote``.
    """

    weight: Weight
    place: str
    anchor: str
    message: str | Promise
    source: str | Promise
    quote: str = ""
    before: str = ""
    after: str = ""
    url: str = ""


# Looks at a draft (a page or product as its latest revision has it) at a moment.
Check = Callable[[Any, datetime], Iterable[CheckFinding]]

_checks: list[Check] = []


def register(check: Check) -> None:
    """Have a check run on every draft. A room registers its own when it is ready."""
    if check not in _checks:
        _checks.append(check)


def findings_in(draft: Any, *, at: datetime) -> list[CheckFinding]:
    """All findings, what must go first, then in the order of the text."""
    found = [finding for check in _checks for finding in check(draft, at)]
    return sorted(found, key=lambda finding: finding.weight != Weight.STOP)
