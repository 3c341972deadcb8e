"""What is done with a piece: a button or a small form each."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.models import Page

from content.channels import operations
from content.channels.admin.forms import MomentForm, OutForm, PlanForm
from content.channels.errors import WrongState
from content.channels.models import Piece
from shop.core.desk_form import ButtonView, OperationView


class PlanView(OperationView):
    """Tell a story: a piece for each channel."""

    permission_required = "channels.change_piece"
    template_name = "admin/channels/plan.html"
    page_title = gettext_lazy("Tell a story")
    header_icon = "globe"
    form_class = PlanForm
    button = gettext_lazy("Make the pieces")

    def url(self) -> str:
        return reverse("channel_desk:list")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("channel_desk:list"), "label": _("Channels")}]

    def make_form(self, data: Any = None) -> PlanForm:
        story = self.request.GET.get("story", "")
        chosen = Page.objects.filter(pk=story).specific().first() if story.isdecimal() and len(story) < 10 else None
        return PlanForm(data, initial={"story": chosen})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.make_form())
        return super().get_context_data(media=kwargs["form"].media, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        made = len(operations.plan_pieces(by=self.request.user, at=timezone.now(), **values))
        return ngettext("%(count)s piece is planned.", "%(count)s pieces are planned.", made) % {"count": made}


class OfPiece:
    """Of one piece, and back to it."""

    request: HttpRequest
    kwargs: dict[str, Any]
    header_icon = "globe"

    @cached_property
    def piece(self) -> Piece:
        return get_object_or_404(Piece.objects.select_related("story", "link"), pk=self.kwargs["pk"])

    def url(self) -> str:
        return self.piece.get_absolute_url()

    def trail(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("channel_desk:list"), "label": _("Channels")},
            {"url": self.url(), "label": str(self.piece)},
        ]


class PieceButton(OfPiece, ButtonView):
    """A button of a piece."""

    permission_required = "channels.change_piece"


class ApproveView(PieceButton):
    """It may go out as it is."""

    permission_required = "channels.approve_piece"

    def perform(self) -> str:
        version = self.request.POST.get("version", "")
        if not (version.isdecimal() and len(version) < 10):
            raise WrongState
        operations.approve_piece(by=self.request.user, piece=self.piece, version=int(version), at=timezone.now())
        return _("Approved.")


class UnscheduleView(PieceButton):
    """It does not go out by itself."""

    permission_required = "channels.approve_piece"

    def perform(self) -> str:
        operations.unschedule_piece(by=self.request.user, piece=self.piece)
        return _("Taken out of the schedule. It stays approved.")


class GiveUpView(PieceButton):
    """Somebody has looked, and it is not there."""

    permission_required = "channels.approve_piece"

    def perform(self) -> str:
        operations.give_up_piece(by=self.request.user, piece=self.piece)
        return _("Noted. It can be scheduled again.")


class DropView(PieceButton):
    """It is not to be said after all."""

    def perform(self) -> str:
        operations.drop_piece(by=self.request.user, piece=self.piece)
        return _("Dropped. It can be brought back.")


class RestoreView(PieceButton):
    """Bring it back."""

    def perform(self) -> str:
        operations.restore_piece(by=self.request.user, piece=self.piece)
        return _("Brought back. Look at it again before it goes out.")


class MoveView(OfPiece, OperationView):
    """Another moment."""

    permission_required = "channels.change_piece"
    page_title = gettext_lazy("Another moment")
    form_class = MomentForm
    button = gettext_lazy("Save")

    def make_form(self, data: Any = None) -> MomentForm:
        return MomentForm(data, initial={"goes_out_at": self.piece.goes_out_at})

    def perform(self, values: dict[str, Any]) -> str:
        operations.move_piece(by=self.request.user, piece=self.piece, at=timezone.now(), **values)
        return _("Moved.")


class ScheduleView(MoveView):
    """From then on it goes out by itself, or is called for."""

    permission_required = "channels.approve_piece"
    page_title = gettext_lazy("Schedule")
    button = gettext_lazy("Schedule")

    def perform(self, values: dict[str, Any]) -> str:
        operations.schedule_piece(by=self.request.user, piece=self.piece, at=timezone.now(), **values)
        return _("Scheduled.")


class OutView(OfPiece, OperationView):
    """Somebody has put it there."""

    permission_required = "channels.change_piece"
    page_title = gettext_lazy("It is out")
    form_class = OutForm
    button = gettext_lazy("It is out")

    def perform(self, values: dict[str, Any]) -> str:
        operations.mark_out(by=self.request.user, piece=self.piece, at=timezone.now(), **values)
        return _("Noted. From now on its clicks and orders are counted here.")
