"""Addresses of sharing."""

from django.urls import path

from content.posters import views

app_name = "posters"

urlpatterns = [
    path("p/<slug:slug>/share/", views.share_product, name="share_product"),
    path("share/story/<int:page_id>/", views.share_story, name="share_story"),
    path("share/<slug:code>/", views.poster, name="poster"),
]
