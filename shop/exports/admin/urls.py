"""Addresses of exports, below ``/admin/exports/``."""

from django.urls import path

from shop.exports.admin import steps, views

app_name = "export_desk"
urlpatterns = [
    path("", views.ExportsView.as_view(), name="list"),
    path("new/", views.NewExportView.as_view(), name="new"),
    path("<int:pk>/file/", views.DownloadView.as_view(), name="download"),
    path("<int:pk>/stop/", steps.StopView.as_view(), name="stop"),
    path("<int:pk>/again/", steps.AgainView.as_view(), name="again"),
    path("schedules/<int:pk>/end/", steps.EndScheduleView.as_view(), name="end_schedule"),
    path("schedules/<int:pk>/leave/", steps.LeaveScheduleView.as_view(), name="leave"),
]
