"""Addresses of the inbox, below ``/admin/enquiries/``."""

from django.urls import path

from shop.enquiries.admin import views

app_name = "enquiry_desk"
urlpatterns = [
    path("", views.InboxView.as_view(), name="list"),
    path("<int:pk>/", views.EnquiryView.as_view(), name="enquiry"),
]
