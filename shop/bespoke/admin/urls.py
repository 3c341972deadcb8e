"""Addresses of the desk of custom work, below ``/admin/custom-work/``."""

from django.urls import path, re_path

from shop.bespoke.admin import views
from shop.bespoke.admin.steps import BY_NAME

app_name = "bespoke_desk"
_ONE = r"^(?P<number>[0-9A-Za-z]{1,20})/"

urlpatterns = [
    path("", views.BespokeListView.as_view(), name="list"),
    path("terms/<int:pk>/", views.TermsView.as_view(), name="terms"),
    re_path(rf"{_ONE}$", views.BespokeView.as_view(), name="work"),
    re_path(rf"{_ONE}pictures/(?P<public_id>[0-9a-f-]{{36}})/$", views.PictureView.as_view(), name="picture"),
    *(re_path(rf"{_ONE}{name}/$", views.StepView.as_view(step=step), name=name) for name, step in BY_NAME.items()),
]
