"""What is edited at an address of the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.models import Page
from wagtail.permissions import policy_registry


def edited_at(request: HttpRequest, path: str) -> Any:
    """The stored page or draftable snippet whose editor has this path.

    404 if it is no editor's, or nothing is stored there; ``PermissionDenied`` for who may not edit it.
    """
    try:
        match = resolve(path)
    except Resolver404 as error:
        raise Http404 from error
    if match.view_name == "wagtailadmin_pages:edit":
        model: Any = Page
    else:
        model = getattr(match.func, "view_initkwargs", {}).get("model")
    if match.url_name != "edit" or not hasattr(model, "get_latest_revision_as_object"):
        raise Http404
    [key] = match.args or match.kwargs.values()
    row = model.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    if not policy_registry.get_by_type(model).user_has_permission_for_instance(request.user, "change", row):
        raise PermissionDenied
    return row.specific if isinstance(row, Page) else row
