"""Addresses of the payment desk, below ``/admin/payments/``."""

from django.urls import path, re_path

from shop.payments.admin import compensations, reconciliation, refund, transfers

app_name = "payment_desk"
_DAY = "reconciliation/<int:statement>/"

urlpatterns = [
    re_path(r"^orders/(?P<number>[0-9A-Za-z]{1,20})/refund/$", refund.GiveBackView.as_view(), name="refund"),
    path("refunds/<slug:reference>/retry/", refund.RetryView.as_view(), name="retry"),
    path("refunds/<slug:reference>/bank/", transfers.ByBankView.as_view(), name="by_bank"),
    path("transfers/", transfers.TransfersView.as_view(), name="transfers"),
    path("transfers/<slug:reference>/arrived/", transfers.ArrivedView.as_view(), name="arrived"),
    path("transfers/<slug:reference>/sent/", transfers.SentView.as_view(), name="sent"),
    path("compensation/", compensations.CompensationsView.as_view(), name="compensations"),
    path("compensation/<int:pk>/sent/", compensations.CompensationSentView.as_view(), name="compensation_sent"),
    path("reconciliation/", reconciliation.StatementsView.as_view(), name="statements"),
    path(_DAY, reconciliation.StatementView.as_view(), name="statement"),
    path(f"{_DAY}fetch/", reconciliation.FetchView.as_view(), name="fetch"),
    path(f"{_DAY}<int:entry>/settle/", reconciliation.ResolveView.as_view(), name="resolve"),
    path(f"{_DAY}<int:entry>/reopen/", reconciliation.ReopenView.as_view(), name="reopen"),
]
