"""Nobody leads two sessions at once."""

from django.db import migrations

from shop.bookings.guards import one_session_at_a_time


class Migration(migrations.Migration):
    dependencies = [("bookings", "0001_initial")]

    operations = [one_session_at_a_time()]
