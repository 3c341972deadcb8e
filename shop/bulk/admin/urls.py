"""Addresses of bulk work, below ``/admin/bulk/``."""

from django.urls import path

from shop.bulk.admin import edit, import_result, imports, runs, steps, template

app_name = "bulk_desk"
urlpatterns = [
    path("", imports.ImportsView.as_view(), name="imports"),
    path("template.<str:format_>", template.TemplateView.as_view(), name="template"),
    path("edit/", edit.EditView.as_view(), name="edit"),
    path("<int:pk>/", runs.ImportView.as_view(), name="run"),
    path("<int:pk>/check/", steps.CheckView.as_view(), name="check"),
    path("<int:pk>/confirm/", steps.ConfirmView.as_view(), name="confirm"),
    path("<int:pk>/stop/", steps.StopView.as_view(), name="stop"),
    path("<int:pk>/undo/", steps.UndoView.as_view(), name="undo"),
    path("<int:pk>/go-on/", steps.GoOnView.as_view(), name="go_on"),
    path("<int:pk>/refused/", import_result.RefusedFileView.as_view(), name="refused"),
]
