"""Forms of the claims desk."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy

from content.blocks.choosers import ProductPick
from content.claims.models import CaseTag, Claim
from shop.aftersales.models import Case
from shop.catalog.models import Product
from shop.core.desk import DayField


class ClaimForm(forms.ModelForm[Claim]):
    """What is said of a product, and how texts say it."""

    product = forms.ModelChoiceField(Product.objects.all(), label=gettext_lazy("Product"), widget=ProductPick())
    since = DayField(label=gettext_lazy("Said since"), help_text=gettext_lazy("Orders paid from that day on count."))

    class Meta:
        model = Claim
        fields = ["product", "title", "wordings", "since"]
        widgets = {"wordings": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].required = True
        if self.instance.pk:
            del self.fields["product"]
        else:
            self.initial.setdefault("since", timezone.localdate())


class TagsForm(forms.Form):
    """Which claims each line of a case contradicts: a row of boxes for each line whose product has claims."""

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data)
        lines = list(case.lines.select_related("line__sku").order_by("pk"))
        about: dict[int, list[Claim]] = {}
        for claim in Claim.objects.standing().filter(product__in={line.line.sku.product_id for line in lines}):
            about.setdefault(claim.product_id, []).append(claim)
        chosen: dict[int, list[int]] = {}
        for line_id, claim_id in CaseTag.objects.filter(line__case=case).values_list("line", "claim"):
            chosen.setdefault(line_id, []).append(claim_id)
        # A retired claim that was ticked before stays to be seen.
        for claim in Claim.objects.filter(tags__line__case=case).exclude(retired_at=None).distinct():
            about.setdefault(claim.product_id, []).append(claim)
        for line in lines:
            if known := about.get(line.line.sku.product_id):
                self.fields[f"line-{line.pk}"] = forms.TypedMultipleChoiceField(
                    label=line.line.title,
                    coerce=int,
                    required=False,
                    choices=[(claim.pk, claim.title) for claim in known],
                    initial=chosen.get(line.pk, []),
                    widget=forms.CheckboxSelectMultiple,
                )

    def tags(self) -> dict[int, set[int]]:
        """What the operation takes."""
        return {int(name.removeprefix("line-")): set(chosen) for name, chosen in self.cleaned_data.items()}
