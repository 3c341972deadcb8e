"""Orders, cart and pictures of a device go to the customer it turns out to be (``customers.merging``)."""

from datetime import datetime

from shop.customers.models import Customer
from shop.orders.models import Cart, CartLine, Order, OrderBatch, OrderPicture, Receiver
from shop.orders.rules import MAX_CART_LINES, MAX_LINE_QUANTITY


def move(guest: Customer, into: Customer, at: datetime) -> None:
    """Units of the same thing are added up, as many as a line and a cart may hold; the rest stays where it was."""
    taken = Order.objects.filter(customer=into).values("client_token")
    Order.objects.filter(customer=guest).exclude(client_token__in=taken).update(customer=into)
    batches = OrderBatch.objects.filter(customer=into).values("client_token")
    OrderBatch.objects.filter(customer=guest).exclude(client_token__in=batches).update(customer=into)
    Receiver.objects.filter(customer=guest).update(customer=into)
    if CartLine.objects.filter(cart__customer=guest).exists():
        Cart.objects.get_or_create(customer=into)
        carts = Cart.objects.select_for_update(no_key=True).filter(customer__in=[guest, into]).order_by("pk")
        by_customer = {cart.customer_id: cart for cart in carts}
        _move_lines(by_customer[guest.pk], by_customer[into.pk])
        Cart.objects.filter(customer=into).update(updated_at=at)
    OrderPicture.objects.filter(customer=guest).update(customer=into)


def _move_lines(source: Cart, target: Cart) -> None:
    known = {(line.sku_id, line.spec_key): line for line in target.lines.all()}
    for line in source.lines.all():
        same = known.get((line.sku_id, line.spec_key))
        if same is not None:
            same.quantity = min(MAX_LINE_QUANTITY, same.quantity + line.quantity)
            same.origin = same.origin or line.origin
            same.save(update_fields=["quantity", "origin"])
            line.delete()
        elif len(known) < MAX_CART_LINES:
            line.cart = target
            line.save(update_fields=["cart"])
            known[line.sku_id, line.spec_key] = line
