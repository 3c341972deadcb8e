"""One piece: its words beside what was found, its kit, its steps, what it brought."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from content.brand.persona import persona_of
from content.brand.queries import current_kit
from content.channels import queries
from content.channels.admin.forms import PieceForm
from content.channels.enums import PieceState
from content.channels.models import Piece
from content.channels.operations import write_piece
from content.channels.pictures import packed
from content.posters.models import Poster
from shop.core.desk import DeskView
from shop.core.errors import ShopError


class PieceScreen(DeskView):
    """A screen of one piece."""

    permission_required = "channels.view_piece"
    header_icon = "globe"

    @cached_property
    def piece(self) -> Piece:
        rows = Piece.objects.select_related("story", "link", "created_by", "approved_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("channel_desk:list"), "label": _("Channels")}]

    def get_page_title(self) -> str:
        return str(self.piece)

    @cached_property
    def poster(self) -> Poster | None:
        """The poster of its link, if it goes with one."""
        return Poster.objects.filter(link=self.piece.link_id).first() if self.piece.with_poster else None


def checked(piece: Piece, pictures: dict[int, Any]) -> dict[str, Any]:
    """What is used of the limits, and what was found."""
    found = queries.findings_of(piece, pictures, at=timezone.now())
    return {
        "used": queries.used(piece, queries.copy_of(piece, pictures)),
        "found": found,
        "stops": len(queries.stops(found)),
    }


class PieceView(PieceScreen):
    """Look at it and, where it may be changed, change it."""

    template_name = "admin/channels/piece.html"

    @cached_property
    def may_write(self) -> bool:
        return (
            self.request.user.has_perm("channels.change_piece")
            and self.piece.is_writable
            and self.piece.outlet is not None
        )

    def make_form(self, data: Any = None) -> PieceForm:
        return PieceForm(data, piece=self.piece, offered=queries.offered_pictures(self.piece))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.may_write:
            messages.error(request, _("This piece cannot be changed any more."))
            return redirect(self.piece)
        form = self.make_form(request.POST)
        if form.is_valid():
            try:
                changed = write_piece(
                    by=request.user,
                    piece=self.piece,
                    version=form.cleaned_data["version"],
                    pictures=form.cleaned_data["pictures"],
                    added=form.cleaned_data["added"],
                    at=timezone.now(),
                    **form.words(),
                )
            except ShopError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
                return redirect(self.piece)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        piece, at = self.piece, timezone.now()
        pictures = queries.pictures_of(piece)
        has = self.request.user.has_perm
        context: dict[str, Any] = {}
        if piece.outlet is not None:
            copy = queries.copy_of(piece, pictures)
            context = {**checked(piece, pictures), "copied": piece.outlet.text(copy)}
        if self.may_write:
            kwargs.setdefault("form", self.make_form())
            context["persona"] = persona_of(current_kit())
        return super().get_context_data(
            piece=piece,
            pictures=sorted(pictures.items()),
            address=queries.link_address(piece),
            result=queries.results_of([piece])[piece.pk],
            poster=self.poster,
            is_now=piece.is_called_for(at),
            may_write=self.may_write,
            may_change=has("channels.change_piece"),
            may_approve=has("channels.approve_piece"),
            sees_money=has("orders.view_order"),
            states=PieceState,
            **context,
            **kwargs,
        )


class CheckView(PieceScreen):
    """What is found in the words as they are typed (POST only); nothing is written."""

    permission_required = "channels.change_piece"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        piece = self.piece
        if piece.outlet is None:
            return HttpResponse(status=409)
        offered = queries.offered_pictures(piece)
        form = PieceForm(request.POST, piece=piece, offered=offered)
        if not form.is_valid():
            return render(request, "admin/channels/checked.html", {"form": form}, status=422)
        for name, value in form.words().items():
            setattr(piece, name, value)
        pictures = queries.chosen_pictures(offered, form.cleaned_data["pictures"], form.cleaned_data["added"])
        return render(request, "admin/channels/checked.html", checked(piece, pictures))


class PicturesView(PieceScreen):
    """The pictures in the channel's sizes, and the poster, as a ZIP."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        piece = self.piece
        pictures = queries.pictures_of(piece)
        poster = self.poster if self.poster is not None and self.poster.file else None
        if piece.outlet is None or not (pictures or poster):
            messages.error(request, _("There are no pictures in this piece."))
            return redirect(piece)
        try:
            pack = packed(piece.outlet, pictures, poster=poster)
        except ShopError as error:
            messages.error(request, str(error))
            return redirect(piece)
        response = HttpResponse(pack, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{piece.channel}-{piece.pk}.zip"'
        return response
