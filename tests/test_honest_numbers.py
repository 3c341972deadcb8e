"""No number that anyone can fake: figures that trust hangs on are derived, and no form can set them."""

import re

from django.apps import apps
from django.db.models import BigIntegerField, DecimalField, Field, FloatField, IntegerField
from django.forms import ModelForm
from wagtail.admin.forms import WagtailAdminModelForm

OURS = ("shop.", "content.", "microbrand.")
# Words that shops lie with: units sold, people who came, stars, "original" prices.
SUSPICIOUS = re.compile(
    r"sale|sold|member|buyer|follower|fan|visit|view|scan|click|like|share|rating|star|score|review|original|market_price"
    r"|reference_fen|popular|heat|rank|used|on_hand|reserved|count"
)
# Caches of what happened and keys that only sound like it; what each is recomputed from stands behind it.
DERIVED = {
    "inventory.balance.on_hand": "movements; audit",
    "inventory.quota.used": "quota uses; audit",
    "inventory.stocktakeline.counted": "counts of the line; audit",
    "inventory.stockitem.on_hand": "balances; audit",
    "inventory.stockitem.reserved": "reservations; audit",
    "promotions.promotionitem.used": "promotion uses; audit",
    "promotions.personuse.used": "promotion uses; audit",
    "claims.countedclaim.sold": "orders; counted anew every half hour",
    "claims.countedclaim.share": "cases and orders; counted anew every half hour",
    "bulk.run.row_count": "rows of the file",
    "exports.export.row_count": "rows of the file",
    "core.job.done_count": "progress of a job",
    "core.job.total_count": "progress of a job",
}


def figures() -> dict[str, Field]:
    """Every number of our own models whose name could be a claim, by label."""
    return {
        f"{model._meta.label_lower}.{field.name}": field
        for model in apps.get_models()
        if model.__module__.startswith(OURS)
        for field in model._meta.get_fields()
        if isinstance(field, IntegerField | BigIntegerField | DecimalField | FloatField)
        and not field.is_relation
        and SUSPICIOUS.search(field.name)
    }


def forms(kind: type) -> set[type]:
    """Every form class there is, however deep."""
    return {deep for form in kind.__subclasses__() for deep in {form, *forms(form)}}


def test_every_figure_that_could_be_claimed_is_one_the_audit_knows() -> None:
    assert set(figures()) == set(DERIVED)


def test_no_form_of_a_model_holds_a_derived_figure() -> None:
    names = {label.rpartition(".")[::2] for label in DERIVED}
    held = {
        f"{form.__module__}.{form.__name__}: {field}"
        for form in forms(ModelForm) | forms(WagtailAdminModelForm)
        if getattr(form._meta, "model", None) is not None
        for field in form.base_fields
        if (form._meta.model._meta.label_lower, field) in names
    }
    assert not held
