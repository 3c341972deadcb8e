"""Pure decisions of the notices."""

from datetime import timedelta

# A mail that nobody answers: how long its link is good, and how long the address is kept.
CONFIRM_WITHIN = timedelta(hours=48)
# Nobody waits longer; then the address is deleted unused.
WAIT_AT_MOST = timedelta(days=180)
# Whoever was told has so long before the next in line are told of the same units.
HEAD_START = timedelta(hours=24)
# The same question again, on demand; and how often at most, as long as the address does not say yes.
MAIL_AGAIN_AFTER = timedelta(hours=1)
MOST_QUESTIONS = 3
# New questions for one address within a day.
MOST_A_DAY = 5
# A notice without its address tells how many were told; then it goes, too.
KEEP_NOTICES = timedelta(days=30)
# A worker that has said nothing for so long has died, perhaps after the mail had left.
SILENT_AFTER = timedelta(minutes=10)
# As many at once as one pass takes in hand; the next pass goes on.
MOST_AT_ONCE = 200


def wave(*, left: int, told_lately: int) -> int:
    """How many of those who wait are told now: one for each unit that nobody has been told of lately."""
    return max(0, left - told_lately)


def retry_after(attempts: int) -> timedelta:
    """How long to leave a mail server alone after so many refusals: 1, 2, 4 … minutes, at most an hour."""
    return timedelta(minutes=min(60, 2 ** max(0, min(attempts, 10) - 1)))
