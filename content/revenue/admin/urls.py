"""Addresses below ``/admin/story-revenue/``."""

from django.urls import path

from content.revenue.admin import views

app_name = "revenue_desk"

urlpatterns = [
    path("", views.StoriesView.as_view(), name="stories"),
    path("<id:pk>/", views.StoryView.as_view(), name="story"),
]
