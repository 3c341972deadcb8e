"""Addresses about one product, below the list of products."""

from django.urls import path

from shop.catalog.admin import badges, kinds, options, references, sorting

app_name = "product_desk"
urlpatterns = [
    path("<int:pk>/kind/", kinds.KindView.as_view(), name="kind"),
    path("<int:pk>/options/", options.OptionsView.as_view(), name="options"),
    path("<int:pk>/sorting/", sorting.SortingView.as_view(), name="sorting"),
    path("<int:pk>/badges/", badges.ProductBadgesView.as_view(), name="badges"),
    path("<int:pk>/references/", references.ReferencesView.as_view(), name="references"),
    path("<int:pk>/questions/add/", kinds.QuestionView.as_view(), name="question_add"),
    path("<int:pk>/questions/<int:question>/", kinds.QuestionView.as_view(), name="question"),
]
