"""Addresses below ``/admin/talk/``."""

from django.urls import path

from content.talk.admin import views

app_name = "talk_desk"
urlpatterns = [
    path("", views.InboxView.as_view(), name="list"),
    path("rule/", views.RuleView.as_view(), name="rule"),
    path("<int:pk>/", views.RemarkView.as_view(), name="remark"),
    path("<int:pk>/place/", views.PlaceView.as_view(), name="place"),
]
