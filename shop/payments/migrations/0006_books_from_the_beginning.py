"""What was paid, sold and sent back before there were books is booked."""

from django.db import migrations

PAYMENTS = """
    INSERT INTO ledger_entry (kind, document, topic, at)
    SELECT 'payment', payment.reference, shop_order.number, payment.succeeded_at
    FROM payments_payment AS payment JOIN orders_order AS shop_order ON shop_order.id = payment.order_id
    WHERE payment.state = 'succeeded'
"""
# What was refunded before the order was complete left its advance; until now a refund was always of a whole payment.
SALES = """
    INSERT INTO ledger_entry (kind, document, topic, at)
    SELECT 'sale', number, number, completed_at FROM orders_order
    WHERE status = 'completed' AND completed_at IS NOT NULL AND total_fen > 0
"""
REFUNDS = """
    INSERT INTO ledger_entry (kind, document, topic, at)
    SELECT 'refund', refund.reference, shop_order.number, refund.succeeded_at
    FROM payments_refund AS refund
    JOIN payments_payment AS payment ON payment.id = refund.payment_id
    JOIN orders_order AS shop_order ON shop_order.id = payment.order_id
    WHERE refund.state = 'succeeded'
"""
LINES = """
    INSERT INTO ledger_line (entry_id, account, gateway, amount_fen)
    SELECT entry.id, 'receivable', payment.gateway, payment.amount_fen
    FROM ledger_entry AS entry JOIN payments_payment AS payment ON payment.reference = entry.document
    WHERE entry.kind = 'payment'
    UNION ALL
    SELECT entry.id, 'advances', '', -payment.amount_fen
    FROM ledger_entry AS entry JOIN payments_payment AS payment ON payment.reference = entry.document
    WHERE entry.kind = 'payment'
    UNION ALL
    SELECT entry.id, 'advances', '', shop_order.total_fen
    FROM ledger_entry AS entry JOIN orders_order AS shop_order ON shop_order.number = entry.document
    WHERE entry.kind = 'sale'
    UNION ALL
    SELECT entry.id, 'revenue', '', shop_order.freight_fen - shop_order.total_fen
    FROM ledger_entry AS entry JOIN orders_order AS shop_order ON shop_order.number = entry.document
    WHERE entry.kind = 'sale' AND shop_order.freight_fen < shop_order.total_fen
    UNION ALL
    SELECT entry.id, 'freight', '', -shop_order.freight_fen
    FROM ledger_entry AS entry JOIN orders_order AS shop_order ON shop_order.number = entry.document
    WHERE entry.kind = 'sale' AND shop_order.freight_fen > 0
    UNION ALL
    SELECT entry.id, 'advances', '', refund.amount_fen
    FROM ledger_entry AS entry JOIN payments_refund AS refund ON refund.reference = entry.document
    WHERE entry.kind = 'refund'
    UNION ALL
    SELECT entry.id, 'receivable', payment.gateway, -refund.amount_fen
    FROM ledger_entry AS entry JOIN payments_refund AS refund ON refund.reference = entry.document
    JOIN payments_payment AS payment ON payment.id = refund.payment_id
    WHERE entry.kind = 'refund'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_statements"),
        ("ledger", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (PAYMENTS, SALES, REFUNDS, LINES)
    ]
