"""By when the orders that wait now are to be shipped."""

from datetime import timedelta

from django.conf import settings
from django.db import migrations
from django.db.models import Max


def fill(apps, schema_editor):
    Order = apps.get_model("orders", "Order")
    waiting = Order.objects.filter(status="paid", ship_by=None).annotate(days=Max("lines__production_days"))
    for pk, paid_at, days in waiting.values_list("pk", "paid_at", "days"):
        by = paid_at + timedelta(days=days or 0, hours=settings.ORDER_SHIP_HOURS)
        Order.objects.filter(pk=pk).update(ship_by=by)


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_desk_order")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
