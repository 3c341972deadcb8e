"""A code is scanned. Counted honestly: each visitor once a day for each code, and nobody who is no visitor."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from shop.origin.errors import CodeUnknown, CodeWithdrawn
from shop.origin.models import PURPOSE, PrintedCode, Scan
from shop.social import codes
from shop.social.operations import Visitor


def open_code(*, text: str) -> PrintedCode:
    """The code of that text and what it speaks of. ``CodeUnknown`` (forged ones without a query), ``CodeWithdrawn``."""
    number = codes.decode(text, PURPOSE)
    known = PrintedCode.objects.select_related("run__product", "run__lot__sku__product")
    code = known.filter(pk=number).first() if number is not None else None
    if code is None:
        raise CodeUnknown
    if code.run.withdrawn_at:
        raise CodeWithdrawn(code.run.withdrawn_reason)
    return code


@transaction.atomic
def count_scan(*, code: PrintedCode, visitor: Visitor, at: datetime) -> bool:
    """Note that somebody looks at the code; False for a repetition on the same day, a robot or staff."""
    if not visitor.counts:
        return False
    day = timezone.localdate(at)
    hashed = salted_hmac("origin.scan", f"{day} {visitor.key}").hexdigest()[:32]
    # The unique key is the decision: two scans at the same moment are one.
    _scan, is_new = Scan.objects.get_or_create(
        code=code, day=day, visitor=hashed, defaults={"run_id": code.run_id, "at": at}
    )
    return is_new
