"""Addresses of origin, below ``/admin/origin/``."""

from django.urls import path

from shop.origin.admin import lots, runs, steps

app_name = "origin_desk"
urlpatterns = [
    path("", runs.RunsView.as_view(), name="runs"),
    path("new/", runs.NewRunView.as_view(), name="new"),
    path("<int:pk>/", runs.RunView.as_view(), name="run"),
    path("<int:pk>/labels/", steps.LabelsView.as_view(), name="labels"),
    path("<int:pk>/stop/", steps.StopView.as_view(), name="stop"),
    path("<int:pk>/again/", steps.AgainView.as_view(), name="again"),
    path("<int:pk>/withdraw/", steps.WithdrawView.as_view(), name="withdraw"),
    path("lots/", lots.LotsView.as_view(), name="lots"),
    path("lots/<int:lot>/", lots.LotView.as_view(), name="lot"),
    path("lots/<int:lot>/story/", lots.StoryView.as_view(), name="story"),
]
