"""What is on hand is in the first place; what is reserved was sold as itself."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """One balance for each SKU that has units."""
    place = apps.get_model("inventory", "Place").objects.order_by("pk").first()
    StockItem, Balance = (apps.get_model("inventory", name) for name in ("StockItem", "Balance"))
    rows = StockItem.objects.filter(on_hand__gt=0).values_list("pk", "on_hand").order_by("pk")
    Balance.objects.bulk_create(
        (Balance(stock_id=pk, place=place, on_hand=on_hand) for pk, on_hand in rows), batch_size=1000
    )
    apps.get_model("inventory", "Reservation").objects.update(sku_id=F("stock_id"))


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_movements_by_place")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
