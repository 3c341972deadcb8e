"""Every write of the event room.

Whatever touches places takes the lock of the event's ``Admission`` first, lets go of offers that have run out, and
offers what came free at its end.
"""

from content.events.operations.admission import cancel_event, hold_after_all, set_admission
from content.events.operations.arriving import add_walk_in, check_in, undo_check_in
from content.events.operations.forgetting import forget_people
from content.events.operations.signing import accept_offer, change_party, move_sign_up, sign_up, withdraw
from content.events.operations.telling import (
    deliver_mail,
    due_mails,
    events_with_mail,
    owe_mails,
    remove_address,
    stop_reminder,
)
from content.events.operations.waiting import settle_due

__all__ = [
    "accept_offer",
    "add_walk_in",
    "cancel_event",
    "change_party",
    "check_in",
    "deliver_mail",
    "due_mails",
    "events_with_mail",
    "forget_people",
    "hold_after_all",
    "move_sign_up",
    "owe_mails",
    "remove_address",
    "set_admission",
    "settle_due",
    "sign_up",
    "stop_reminder",
    "undo_check_in",
    "withdraw",
]
