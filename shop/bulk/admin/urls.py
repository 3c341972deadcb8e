"""Addresses of bulk work, below ``/admin/bulk/``."""

from django.urls import path

from shop.bulk.admin import import_result, imports

app_name = "bulk_desk"
urlpatterns = [
    path("", imports.ImportsView.as_view(), name="imports"),
    path("<int:pk>/", imports.ImportView.as_view(), name="run"),
    path("<int:pk>/check/", imports.CheckView.as_view(), name="check"),
    path("<int:pk>/confirm/", imports.ConfirmView.as_view(), name="confirm"),
    path("<int:pk>/go-on/", imports.GoOnView.as_view(), name="go_on"),
    path("<int:pk>/refused/", import_result.RefusedFileView.as_view(), name="refused"),
]
