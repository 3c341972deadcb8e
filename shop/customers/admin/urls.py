"""Addresses of the customer screens, below ``/admin/customers/``."""

from django.urls import path

from shop.customers.admin import views

app_name = "customer_desk"

urlpatterns = [
    path("", views.CustomerListView.as_view(), name="list"),
    path("erasures/", views.ErasureListView.as_view(), name="erasures"),
    path("<int:pk>/", views.CustomerDetailView.as_view(), name="customer"),
    path("<int:pk>/records/", views.CustomerRecordsView.as_view(), name="records"),
    path("<int:pk>/erase/", views.EraseView.as_view(), name="erase"),
]
