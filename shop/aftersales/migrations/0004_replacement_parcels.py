"""What was sent in a case becomes a parcel like any other."""

from django.db import migrations


def make_parcels(apps, schema_editor):
    Case = apps.get_model("aftersales", "Case")
    Shipment = apps.get_model("orders", "Shipment")
    Consignment = apps.get_model("shipping", "Consignment")
    for case in Case.objects.exclude(new_tracking_number="").order_by("pk").iterator(chunk_size=500):
        sent_at = case.resent_at or case.opened_at
        number = case.new_tracking_number
        # A number that a parcel of the order has already says for whom the second one is.
        if Shipment.objects.filter(order=case.order_id, tracking_number=number).exists():
            number = f"{number[:25]}-{case.number}"
        consignment, _is_new = Consignment.objects.get_or_create(
            carrier=case.new_carrier,
            tracking_number=number,
            defaults={"handed_over_at": sent_at, "moved_at": sent_at, "ended_at": case.closed_at},
        )
        Shipment.objects.create(
            order_id=case.order_id,
            carrier=case.new_carrier,
            tracking_number=number,
            reference=case.number,
            shipped_at=sent_at,
            consignment=consignment,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("aftersales", "0003_news"),
        ("orders", "0007_shipment_reference"),
        ("shipping", "0002_append_only"),
    ]

    operations = [
        migrations.RunPython(make_parcels, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("case", "new_carrier"),
        migrations.RemoveField("case", "new_tracking_number"),
        migrations.RemoveField("case", "resent_at"),
    ]
