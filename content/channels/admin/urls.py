"""Addresses of the desk, below ``/admin/channels/``."""

from django.urls import path

from content.channels.admin import calendar, listing, piece, steps

app_name = "channel_desk"

urlpatterns = [
    path("", listing.PieceListView.as_view(), name="list"),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("quota/", calendar.QuotaView.as_view(), name="quota"),
    path("<int:pk>/lay/", calendar.LayOnDayView.as_view(), name="lay"),
    path("plan/", steps.PlanView.as_view(), name="plan"),
    path("<int:pk>/", piece.PieceView.as_view(), name="piece"),
    path("<int:pk>/check/", piece.CheckView.as_view(), name="check"),
    path("<int:pk>/pictures.zip", piece.PicturesView.as_view(), name="pictures"),
    path("<int:pk>/approve/", steps.ApproveView.as_view(), name="approve"),
    path("<int:pk>/schedule/", steps.ScheduleView.as_view(), name="schedule"),
    path("<int:pk>/unschedule/", steps.UnscheduleView.as_view(), name="unschedule"),
    path("<int:pk>/move/", steps.MoveView.as_view(), name="move"),
    path("<int:pk>/out/", steps.OutView.as_view(), name="out"),
    path("<int:pk>/give-up/", steps.GiveUpView.as_view(), name="give_up"),
    path("<int:pk>/drop/", steps.DropView.as_view(), name="drop"),
    path("<int:pk>/restore/", steps.RestoreView.as_view(), name="restore"),
]
