"""What was shipped so far went in one parcel, whole."""

from django.db import migrations




class Migration(migrations.Migration):
    dependencies = [("orders", "0005_parcels")]

    operations = [
        migrations.RunSQL(
            """
            INSERT INTO orders_shipmentline (shipment_id, line_id, quantity)
            SELECT orders_shipment.id, orders_orderline.id, orders_orderline.quantity
            FROM orders_shipment JOIN orders_orderline ON orders_orderline.order_id = orders_shipment.order_id
            WHERE kind IN ('physical', 'made_to_order') ORDER BY orders_shipment.id, orders_orderline.id
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            UPDATE orders_orderline SET shipped_quantity = quantity
            WHERE kind IN ('physical', 'made_to_order') AND order_id IN (SELECT order_id FROM orders_shipment)
            """,
            migrations.RunSQL.noop,
        ),
    ]
