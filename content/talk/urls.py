"""Addresses of readers' words."""

from django.urls import path

from content.talk import views

app_name = "talk"

urlpatterns = [
    path("talk/story/<id:pk>/", views.story, name="story"),
    path("talk/p/<slug:slug>/", views.product, name="product"),
    path("talk/mine/", views.mine, name="mine"),
    path("talk/mine/<int:pk>/", views.change, name="change"),
    path("talk/mine/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("talk/<int:pk>/report/", views.report, name="report"),
]
