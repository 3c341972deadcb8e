"""Addresses about a product's kind, below ``/admin/goods/products/``."""

from django.urls import path

from shop.catalog.admin import badges, kinds, references, sorting

app_name = "product_desk"
urlpatterns = [
    path("<int:pk>/kind/", kinds.KindView.as_view(), name="kind"),
    path("<int:pk>/sorting/", sorting.SortingView.as_view(), name="sorting"),
    path("<int:pk>/badges/", badges.ProductBadgesView.as_view(), name="badges"),
    path("<int:pk>/references/", references.ReferencesView.as_view(), name="references"),
    path("<int:pk>/questions/add/", kinds.QuestionView.as_view(), name="question_add"),
    path("<int:pk>/questions/<int:question>/", kinds.QuestionView.as_view(), name="question"),
]
