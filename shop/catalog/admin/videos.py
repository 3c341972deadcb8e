"""Videos: chosen and uploaded in a product's content; a list to rename them, to give them captions, to remove them."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.views.generic.chooser import CreateView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.button import HeaderButton

from shop.catalog import operations
from shop.catalog.models import Product, Video
from shop.catalog.transcoding import ffmpeg
from shop.catalog.videos import check_captions, media_type_of
from shop.core.desk import DeskView, keyset_page
from shop.core.errors import ShopError
from shop.core.references import references_to


class VideoUploadForm(forms.Form):
    """A new video. What it is is read from its content."""

    title = forms.CharField(label=_("Title"), max_length=80)
    file = forms.FileField(
        label=_("File"),
        help_text=_("MP4 (H.264) or WebM, at most 100 MB. It starts only when somebody presses play."),
        widget=forms.FileInput(attrs={"accept": "video/mp4,video/webm"}),
    )
    captions = forms.FileField(
        label=_("Captions"),
        required=False,
        help_text=_("A WebVTT file, for those who watch without sound."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The chooser makes it as a form of a model.
        kwargs.pop("instance", None)
        super().__init__(*args, **kwargs)
        if ffmpeg():
            self.fields["file"].help_text = _(
                "As it comes from the phone or camera (MP4, MOV, WebM), at most 100 MB. It is made small in the "
                "background, and starts only when somebody presses play."
            )
            self.fields["file"].widget.attrs["accept"] = "video/mp4,video/quicktime,video/webm"

    def clean_file(self) -> Any:
        return self._checked("file", partial(media_type_of, is_converted=ffmpeg() is not None))

    def clean_captions(self) -> Any:
        return self._checked("captions", check_captions)

    def _checked(self, name: str, check: Any) -> Any:
        file = self.cleaned_data[name]
        try:
            if file:
                check(file)
        except ShopError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class VideoCreateView(CreateView):  # type: ignore[misc]
    """The upload tab of the chooser; the upload is the room's operation."""

    def save_form(self, form: Any) -> Video:
        return operations.add_video(by=self.request.user, **form.cleaned_data)


class VideoChooserViewSet(ChooserViewSet):  # type: ignore[misc]
    """Choose a video, or upload one."""

    model = Video
    icon = "media"
    choose_one_text = _("Choose or upload a video")
    choose_another_text = _("Choose another video")
    edit_item_text = _("Change this video")
    creation_tab_label = _("Upload")
    create_action_label = _("Upload")
    create_action_clicked_label = _("Uploading …")
    creation_form_class = VideoUploadForm
    create_view_class = VideoCreateView
    per_page = 20


video_chooser = VideoChooserViewSet("video_chooser", url_prefix="goods/videos/chooser")
VideoChooserWidget = video_chooser.widget_class


class VideoForm(forms.Form):
    """What can be changed about a video."""

    title = forms.CharField(label=_("Title"), max_length=80)
    captions = forms.FileField(
        label=_("Other captions"),
        required=False,
        help_text=_("A WebVTT file, for those who watch without sound."),
        widget=forms.FileInput(attrs={"accept": ".vtt,text/vtt"}),
    )


class VideoListView(DeskView):
    """All videos, newest first."""

    permission_required = "catalog.change_video"
    header_icon = "media"
    template_name = "admin/catalog/videos.html"

    @property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(gettext("Upload a video"), url=reverse("video_desk:add"), icon_name="plus")]

    def get_page_title(self) -> str:
        return gettext("Videos")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = self.request.GET
        page = keyset_page(
            Video.objects.all(), field="created_at", after=asked.get("after", ""), before=asked.get("before", "")
        )
        return super().get_context_data(page=page, **kwargs)


class VideoAddView(DeskView):
    """Upload one that no product shows yet."""

    permission_required = "catalog.change_video"
    header_icon = "media"
    template_name = "admin/catalog/video_add.html"

    def get_page_title(self) -> str:
        return gettext("Upload a video")

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("video_desk:list"), "label": gettext("Videos")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": VideoUploadForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = VideoUploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                video = operations.add_video(by=request.user, **form.cleaned_data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, gettext("Uploaded. Choose it in a product's content."))
                return redirect("video_desk:video", video.pk)
        return self.render_to_response(self.get_context_data(form=form), status=422)


class VideoView(DeskView):
    """One video: watch it, rename it, give it captions, remove it."""

    permission_required = "catalog.change_video"
    header_icon = "media"
    template_name = "admin/catalog/video.html"

    @cached_property
    def video(self) -> Video:
        return get_object_or_404(Video.objects.select_related("job"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return self.video.title

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("video_desk:list"), "label": gettext("Videos")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown_by = Product.objects.filter(video=self.video).order_by("title", "pk")
        context = {
            "video": self.video,
            "shown_by": shown_by[:20],
            "pages": references_to(self.video, at=timezone.now()),
            "can_convert": ffmpeg() is not None,
            "form": VideoForm(initial={"title": self.video.title}),
        }
        return super().get_context_data(**{**context, **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            try:
                operations.remove_video(by=request.user, video_id=self.video.pk)
            except ShopError as error:
                messages.error(request, str(error))
                return redirect("video_desk:video", self.video.pk)
            messages.success(request, gettext("The video was removed."))
            return redirect("video_desk:list")
        if "convert" in request.POST:
            try:
                operations.convert_again(by=request.user, video_id=self.video.pk)
            except ShopError as error:
                messages.error(request, str(error))
            return redirect("video_desk:video", self.video.pk)
        form = VideoForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                operations.change_video(by=request.user, video_id=self.video.pk, **form.cleaned_data)
            except ShopError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error))
            else:
                messages.success(request, gettext("Saved. It takes effect at once."))
                return redirect("video_desk:list")
        return self.render_to_response(self.get_context_data(form=form), status=422)
