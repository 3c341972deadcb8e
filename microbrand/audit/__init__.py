"""Recompute every derived figure from what it is derived from.

One small function a check: it says how many rows it looked at and which are wrong. Each comparison is one statement,
so it sees one moment of the database and needs no lock, also while the shop is selling.
"""

# Importing them registers their checks, in the order of running.
from microbrand.audit import stock  # noqa: F401, I001
from microbrand.audit import purchasing  # noqa: F401
from microbrand.audit import notices  # noqa: F401
from microbrand.audit import sales  # noqa: F401
from microbrand.audit import batches  # noqa: F401
from microbrand.audit import shipping  # noqa: F401
from microbrand.audit import books  # noqa: F401
from microbrand.audit import vouchers  # noqa: F401
from microbrand.audit import bookings  # noqa: F401
from microbrand.audit import aftersales  # noqa: F401
from microbrand.audit import amendments  # noqa: F401
from microbrand.audit import invoices  # noqa: F401
from microbrand.audit import bespoke  # noqa: F401
from microbrand.audit import presales  # noqa: F401
from microbrand.audit import channels  # noqa: F401
from microbrand.audit import events  # noqa: F401
from microbrand.audit import claims  # noqa: F401
from microbrand.audit import revenue  # noqa: F401
from microbrand.audit.registry import EXAMPLES, Result, names, run

__all__ = ["EXAMPLES", "Result", "names", "run"]
