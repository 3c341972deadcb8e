"""Addresses below ``/admin/claims/``."""

from django.urls import path

from content.claims.admin import views

app_name = "claims_desk"

urlpatterns = [
    path("", views.ClaimsView.as_view(), name="list"),
    path("new/", views.SaveClaimView.as_view(), name="add"),
    path("<int:pk>/", views.ClaimView.as_view(), name="claim"),
    path("<int:pk>/change/", views.SaveClaimView.as_view(), name="change"),
    path("<int:pk>/retire/", views.RetireView.as_view(), name="retire"),
    path("products/<int:product>/", views.ProductClaimsView.as_view(), name="product"),
    path("cases/<str:number>/", views.TagCaseView.as_view(), name="tag_case"),
]
