"""Addresses of the event desk, below ``/admin/events/``."""

from django.urls import path

from content.events.admin import door, views

app_name = "event_desk"
urlpatterns = [
    path("", views.EventListView.as_view(), name="list"),
    path("door/", door.CheckInView.as_view(), name="check_in"),
    path("people/<id:person>/", door.SignUpView.as_view(), name="sign_up"),
    path("<id:pk>/", views.PeopleView.as_view(), name="people"),
    path("<id:pk>/print/", views.PrintView.as_view(), name="print"),
    path("<id:pk>/places/", views.AdmissionView.as_view(), name="admission"),
    path("<id:pk>/walk-in/", views.WalkInView.as_view(), name="walk_in"),
    path("<id:pk>/cancel/", views.CancelView.as_view(), name="cancel"),
    path("<id:pk>/hold/", views.HoldView.as_view(), name="hold"),
]
