"""What every room needs: money, errors, audit, events and outbox, idempotency, jobs, search text."""
