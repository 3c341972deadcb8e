"""Refusals of orders."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class CartEmpty(ShopError):
    """Nothing to order."""

    code = "cart_empty"
    message = _("Your cart is empty.")


class NotForSale(ShopError):
    """A SKU that is not (or no longer) offered."""

    code = "not_for_sale"
    message = _("This is not for sale at the moment.")


class InvalidQuantity(InvalidInput):
    """Zero, negative or absurd."""

    code = "invalid_quantity"
    message = _("The quantity must be between 1 and 999.")


class AlreadyYours(ShopError):
    """Content that the customer has paid for."""

    code = "already_yours"
    message = _("You have bought this already: you can open it at any time.")


class TotalChanged(ShopError):
    """The sum is not the one the shopper agreed to."""

    code = "total_changed"
    message = _("Prices or goods have changed since you looked. Please check the new total and confirm again.")


class OrderNotInState(ShopError):
    """The action is not allowed in the order's present state."""

    code = "order_state"
    message = _(
        "The order has changed in the meantime, so this cannot be done any more. Reload to see it as it is now."
    )


class LabelPrinted(ShopError):
    """The parcel is packed, with the address as it was."""

    code = "label_printed"
    message = _("Your parcel is packed already, with its address on it. Please call us, we can still change it.")


class AlreadyExtended(ShopError):
    """More time was asked for before."""

    code = "already_extended"
    message = _("The time to receive it was extended before. If something is wrong, tell us below.")


class OrderHeld(ShopError):
    """Somebody has set the order aside."""

    code = "order_held"
    message = _("The order is on hold. Let it go on before you ship it.")


class ExchangeWaiting(ShopError):
    """Something in it is exchanged by an order that waits to be paid."""

    code = "exchange_waiting"
    message = _(
        "Something in it is being exchanged, which waits to be paid. Cancel that order before you ship this one."
    )


class OrderNotClosable(ShopError):
    """Part of what was bought is used up; the message says what."""

    code = "order_not_closable"


class FreightDiffers(ShopError):
    """Another address costs another freight; the message says how much."""

    code = "freight_differs"


class PaymentTooLate(ShopError):
    """Money came for an order that cannot be fulfilled any more."""

    code = "payment_too_late"
    message = _("The order was closed and the goods are gone, so the payment will be refunded.")


class NoReceivers(ShopError):
    """A batch without anybody who gets something."""

    code = "no_receivers"
    message = _("Nobody is on the list yet.")


class TooManyReceivers(ShopError):
    """More than a batch may have; the message says how many fit."""

    code = "too_many_receivers"


class OneReceiverOnly(ShopError):
    """Something that is ordered by and for one person; the message says what."""

    code = "one_receiver_only"


class ReceiverRefused(ShopError):
    """One parcel of a batch cannot be sent: ``position`` (from 1) says which, and nothing of the batch was placed."""

    def __init__(self, error: ShopError, *, position: int, recipient: str) -> None:
        self.code, self.status = error.code, error.status
        words = _("Person %(position)s, %(recipient)s: %(error)s")
        super().__init__(
            words % {"position": position, "recipient": recipient, "error": error},
            field=f"receivers.{position - 1}.{error.field or ''}".rstrip("."),
        )
        self.position = position
