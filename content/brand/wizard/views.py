"""The set-up wizard: a step, the list of all, and the shop on a phone beside it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from content.brand.queries import current_kit
from content.brand.seller import fact_label, missing_facts
from content.brand.themes import PALETTES
from content.brand.wizard import forms, steps
from content.brand.wizard.operations import Upload, add_first_product, give_logo, open_shop, take_step
from shop.catalog.queries import visible_products
from shop.core.desk import DeskView
from shop.core.desk_form import OperationView
from shop.payments.gateways import available_gateways

FORMS: dict[str, Any] = {
    steps.NAMES: forms.NamesForm,
    steps.LOOK: forms.LookForm,
    steps.LOGO: forms.LogoForm,
    steps.SELLER: forms.SellerForm,
    steps.GOODS: forms.GoodsForm,
    steps.PAYMENT: forms.NoForm,
    steps.OPEN: forms.NoForm,
}


class ResumeView(DeskView):
    """Where one stopped."""

    permission_required = "brand.change_brandkit"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("brand_desk:set_up_step", steps.next_open(current_kit(), at=timezone.now()))


class SetUpView(OperationView):
    """One step. Saved at once; "stay" shows it on the phone, anything else goes on."""

    permission_required = "brand.change_brandkit"
    template_name = "admin/brand/set_up.html"
    header_icon = "cogs"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.step = kwargs["step"]
        if self.step not in FORMS:
            raise Http404
        self.kit = current_kit()
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return str(steps.TITLES[self.step])

    def trail(self) -> list[dict[str, Any]]:
        return [{"url": reverse("brand_desk:set_up"), "label": _("Set up the shop")}]

    def url(self) -> str:
        stays = self.request.POST.get("go") == "stay" or self.step == steps.OPEN
        return reverse("brand_desk:set_up_step", args=[self.step if stays else steps.after(self.step)])

    def make_form(self, data: Any = None) -> Any:
        return FORMS[self.step](data, self.request.FILES if data is not None else None, kit=self.kit)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("go") == "later" and self.step in steps.OPTIONAL:
            take_step(by=request.user, kit=self.kit, step=self.step)
            return redirect(self.url())
        return super().post(request, *args, **kwargs)

    def perform(self, values: dict[str, Any]) -> str:
        by, at, kit = self.request.user, timezone.now(), self.kit
        if self.step == steps.LOGO:
            give_logo(by=by, kit=kit, upload=_read(values["logo"]))
        elif self.step == steps.LOOK:
            take_step(by=by, kit=forms.dress(kit, **values), step=self.step)
        elif self.step == steps.GOODS:
            picture = values.pop("picture")
            upload = _read(picture) if picture else None
            price_fen = values.pop("price")
            add_first_product(by=by, price_fen=price_fen, upload=upload, at=at, **values)
            return _("It is on sale.")
        elif self.step == steps.OPEN:
            return _("The shop is open.") if open_shop(by=by, at=at) else _("It was open already.")
        else:
            take_step(by=by, kit=kit, step=self.step)
        missing = missing_facts(kit) if self.step == steps.SELLER else []
        if missing:
            names = _(", ").join(fact_label(kit, name) for name in missing)
            messages.warning(self.request, _("Before you open, the law wants: %(names)s.") % {"names": names})
        return _("Saved.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        at = timezone.now()
        first = visible_products(at=at).first() if self.step in {steps.GOODS, steps.OPEN} else None
        # The address's own keywords come in too when a step is opened.
        kwargs["step"] = self.step
        return super().get_context_data(
            points=steps.points(self.kit, at=at),
            kit=self.kit,
            is_optional=self.step in steps.OPTIONAL,
            next_url=reverse("brand_desk:set_up_step", args=[steps.after(self.step)]),
            palettes=PALETTES,
            gateways=available_gateways() if self.step in {steps.PAYMENT, steps.OPEN} else [],
            first=first,
            seen=first.get_absolute_url() if first and self.step == steps.GOODS else "/",
            **kwargs,
        )


def _read(file: Any) -> Upload:
    return file.name, file.read()
