"""Co-brand projects: what was agreed, and what the shared story brought."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from content.rights.admin.forms import ProjectForm
from content.rights.models import Project
from content.rights.operations import ProjectData, remove_project, save_project
from content.rights.queries import split_of
from shop.core.desk import DeskView
from shop.core.desk_form import ButtonView, OperationView

ON_A_PAGE = 50


class ProjectScreen(DeskView):
    """A screen about projects."""

    permission_required = "rights.view_project"
    header_icon = "group"

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rights_desk:projects"), "label": _("Co-brand projects")}]


class ProjectsView(ProjectScreen):
    """All projects, running ones first."""

    template_name = "admin/rights/projects.html"
    page_title = gettext_lazy("Co-brand projects")

    def trail(self) -> list[dict[str, Any]]:
        return []

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("rights.change_project"):
            return []
        return [HeaderButton(_("New project"), url=reverse("rights_desk:project_add"), icon_name="plus")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        projects = Project.objects.select_related("story")
        page = Paginator(projects, ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(page=page, today=timezone.localdate(), **kwargs)


class OneProject:
    """What screens about one project share."""

    kwargs: dict[str, Any]

    @cached_property
    def project(self) -> Project:
        return get_object_or_404(Project.objects.select_related("story", "document"), pk=self.kwargs["pk"])

    def url(self) -> str:
        return reverse("rights_desk:project", args=[self.kwargs["pk"]])


class ProjectView(OneProject, ProjectScreen):
    """One project with its report."""

    template_name = "admin/rights/project.html"

    def get_page_title(self) -> str:
        return str(self.project)

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.request.user.has_perm("rights.change_project"):
            return []
        address = reverse("rights_desk:project_change", args=[self.project.pk])
        return [HeaderButton(_("Change"), url=address, icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            project=self.project,
            percent=f"{self.project.part_basis_points / 100:g}",
            split=split_of(self.project),
            is_over=self.project.is_over(timezone.localdate()),
            may_change=self.request.user.has_perm("rights.change_project"),
            **kwargs,
        )


class SaveProjectView(OneProject, OperationView):
    """Write down a project, or change it."""

    permission_required = "rights.change_project"
    template_name = "admin/desk/form.html"
    header_icon = "group"
    button = gettext_lazy("Save")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("rights_desk:projects"), "label": _("Co-brand projects")}]

    def get_page_title(self) -> str:
        return str(self.project) if "pk" in self.kwargs else _("New project")

    def url(self) -> str:
        return super().url() if "pk" in self.kwargs else reverse("rights_desk:projects")

    def make_form(self, data: Any = None) -> ProjectForm:
        known = get_object_or_404(Project, pk=self.kwargs["pk"]) if "pk" in self.kwargs else None
        return ProjectForm(data, instance=known)

    def perform(self, values: dict[str, Any]) -> str:
        share = int(values.pop("share") * 100)
        data = ProjectData(part_basis_points=share, **values)
        save_project(by=self.request.user, data=data, project_id=self.kwargs.get("pk"))
        return _("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "media": context["form"].media}


class RemoveProjectView(OneProject, ButtonView):
    """Forget a project."""

    permission_required = "rights.change_project"

    def url(self) -> str:
        return reverse("rights_desk:projects")

    def perform(self) -> str:
        remove_project(by=self.request.user, project=self.project)
        return _("Removed.")
