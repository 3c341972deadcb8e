"""Addresses below ``/admin/rights/``."""

from django.urls import path

from content.rights.admin import projects, views

app_name = "rights_desk"

urlpatterns = [
    path("", views.RightsView.as_view(), name="list"),
    path("exposed/", views.ExposedView.as_view(), name="exposed"),
    path("new/", views.SaveRightView.as_view(), name="add"),
    path("<int:pk>/", views.RightView.as_view(), name="right"),
    path("<int:pk>/change/", views.SaveRightView.as_view(), name="change"),
    path("<int:pk>/remove/", views.RemoveRightView.as_view(), name="remove"),
    path("<int:pk>/cover/", views.CoverView.as_view(), name="cover"),
    path("<int:pk>/uncover/<int:covered>/", views.UncoverView.as_view(), name="uncover"),
    path("projects/", projects.ProjectsView.as_view(), name="projects"),
    path("projects/new/", projects.SaveProjectView.as_view(), name="project_add"),
    path("projects/<int:pk>/", projects.ProjectView.as_view(), name="project"),
    path("projects/<int:pk>/change/", projects.SaveProjectView.as_view(), name="project_change"),
    path("projects/<int:pk>/remove/", projects.RemoveProjectView.as_view(), name="project_remove"),
]
