"""Addresses below ``/admin/talk/``."""

from django.urls import path

from content.stories.models import StoryPage
from content.talk.admin import views
from shop.catalog.models import Product

app_name = "talk_desk"
urlpatterns = [
    path("", views.InboxView.as_view(), name="list"),
    path("rule/", views.RuleView.as_view(), name="rule"),
    path("story/<id:pk>/", views.BelowView.as_view(model=StoryPage), name="story"),
    path("product/<id:pk>/", views.BelowView.as_view(model=Product), name="product"),
    path("<int:pk>/", views.RemarkView.as_view(), name="remark"),
    path("<int:pk>/place/", views.PlaceView.as_view(), name="place"),
]
