"""Addresses of the desk of invoices, below ``/admin/invoices/``."""

from django.urls import path

from shop.invoices.admin import views

app_name = "invoice_desk"
_ONE = "<uuid:public_id>/"

urlpatterns = [
    path("", views.InvoiceListView.as_view(), name="list"),
    path(_ONE, views.InvoiceView.as_view(), name="invoice"),
    path(f"{_ONE}file/", views.FileView.as_view(), name="file"),
    path(f"{_ONE}issue/", views.IssueView.as_view(), name="issue"),
    path(f"{_ONE}decline/", views.DeclineView.as_view(), name="decline"),
    path(f"{_ONE}reverse/", views.ReverseView.as_view(), name="reverse"),
]
