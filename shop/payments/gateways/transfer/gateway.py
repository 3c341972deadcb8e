"""Bank transfer behind the common interface: nobody to ask, so every answer comes from staff."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from shop.payments.enums import RefundState
from shop.payments.errors import BadSignature
from shop.payments.gateways import Callback, Charge, RefundAnswer, RefundNews, Start, StatementLine, Visitor
from shop.payments.gateways.environment import read


class Gateway:
    """See ``shop.payments.gateways.Gateway``."""

    code = "transfer"
    label = _("Bank transfer")
    has_statements = False
    by_hand = True

    @property
    def hold_hours(self) -> int:
        return int(read("BANK_TRANSFER_HOURS", "72"))

    def scene(self, visitor: Visitor) -> str:
        return ""

    def start(self, charge: Charge) -> Start:
        return Start(
            particulars={
                "holder": read("BANK_TRANSFER_HOLDER"),
                "bank": read("BANK_TRANSFER_BANK"),
                "account": read("BANK_TRANSFER_ACCOUNT"),
                "remark": charge.subject,
            }
        )

    def parse_callback(self, *, headers: Mapping[str, str], body: bytes) -> Callback | RefundNews:
        # A bank calls nobody.
        raise BadSignature

    def acknowledgement(self, *, accepted: bool) -> tuple[str, str]:
        return "", "text/plain; charset=utf-8"

    def query(self, *, reference: str) -> Callback | None:
        return None

    def close(self, *, reference: str) -> None:
        """Nothing can keep somebody from sending money; what comes all the same is late money."""

    def refund(
        self,
        *,
        refund_reference: str,
        payment_reference: str,
        provider_reference: str,
        amount_fen: int,
        paid_fen: int,
        reason: str,
    ) -> RefundAnswer:
        return RefundAnswer(state=RefundState.ACCEPTED)

    def query_refund(self, *, refund_reference: str, payment_reference: str) -> RefundAnswer:
        return RefundAnswer(state=RefundState.ACCEPTED)

    def statement(self, *, day: date) -> Iterable[StatementLine]:
        return []
