"""Addresses of the desk of cases, below ``/admin/cases/``."""

from django.urls import path, re_path

from shop.aftersales.admin import change, rest, views
from shop.aftersales.admin.steps import BY_NAME

app_name = "case_desk"
_CASE = r"^(?P<number>[0-9A-Za-z]{1,20})/"

urlpatterns = [
    path("", views.CaseListView.as_view(), name="list"),
    path("terms/<int:pk>/", views.TermsView.as_view(), name="terms"),
    re_path(r"^new/(?P<number>[0-9A-Za-z]{1,20})/$", views.OpenCaseView.as_view(), name="open"),
    re_path(r"^change/(?P<number>[0-9A-Za-z]{1,20})/$", change.ChangeView.as_view(), name="change"),
    re_path(r"^rest/(?P<number>[0-9A-Za-z]{1,20})/$", rest.RestView.as_view(), name="rest"),
    re_path(rf"{_CASE}$", views.CaseView.as_view(), name="case"),
    re_path(rf"{_CASE}pictures/(?P<public_id>[0-9a-f-]{{36}})/$", views.CasePictureView.as_view(), name="picture"),
    *(re_path(rf"{_CASE}{name}/$", views.StepView.as_view(step=step), name=name) for name, step in BY_NAME.items()),
]
