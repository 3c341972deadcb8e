"""Addresses of the booking desk, below ``/admin/sessions/``."""

from django.urls import path

from shop.bookings.admin import calendar, people, planning, sessions

app_name = "booking_desk"
urlpatterns = [
    path("", calendar.CalendarView.as_view(), name="calendar"),
    path("plan/", planning.PlanView.as_view(), name="plan"),
    path("people/", people.PeopleView.as_view(), name="people"),
    path("people/<int:person>/", people.PersonView.as_view(), name="person"),
    path("<int:pk>/", sessions.SessionView.as_view(), name="session"),
    path("<int:pk>/move/", sessions.MoveView.as_view(), name="move"),
    path("<int:pk>/seats/", sessions.SeatsView.as_view(), name="seats"),
    path("<int:pk>/sell/", sessions.SellView.as_view(), name="sell"),
    path("<int:pk>/cancel/", sessions.CancelView.as_view(), name="cancel"),
]
