"""Addresses of the sign-up that are no pages of Wagtail's tree."""

from django.urls import path

from content.events import views

app_name = "events"

urlpatterns = [
    path("sign-up/", views.mine, name="mine"),
    path("sign-up/<id:pk>/", views.sign_up, name="sign_up"),
    path("sign-up/<id:pk>/calendar.ics", views.calendar, name="calendar"),
    path("sign-up/quiet/<str:token>/", views.quiet, name="quiet"),
    path("sign-up/ticket/<str:token>/", views.ticket, name="ticket"),
]
