"""Addresses of the voucher desk, below ``/admin/vouchers/``."""

from django.urls import path

from shop.vouchers.admin import attendees, views

app_name = "voucher_desk"
urlpatterns = [
    path("", views.RedeemView.as_view(), name="redeem"),
    path("issued/", views.VoucherListView.as_view(), name="list"),
    path("sessions/<int:session>/", attendees.AttendeesView.as_view(), name="attendees"),
    path("terms/<int:pk>/", views.TermsView.as_view(), name="terms"),
]
