"""Public addresses of channels."""

from django.urls import path

from content.channels import views

app_name = "channels"

urlpatterns = [path("channels/<str:token>/calendar.ics", views.feed, name="feed")]
