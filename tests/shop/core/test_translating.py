"""Texts of a row in another language: what they were made from, who wrote them, what is refused."""

import pytest
from wagtail.models import ModelLogEntry

from shop.catalog.models import Collection, Option, OptionValue, Product, Sku
from shop.catalog.operations import OptionEdits, Renamed, revise_options
from shop.core.errors import InvalidInput, StaleState
from shop.core.models import OutboxEvent
from shop.core.translated import Standing, Text
from shop.core.translating import translate
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def shelf() -> Collection:
    return Collection.objects.create(title="当季", slug="season", intro="霜降到立春")


def test_a_translation_knows_what_it_was_made_from() -> None:
    row, by = shelf(), member("Owner")
    assert row.standing_in("en") == Standing.MISSING

    assert translate(by=by, row=row, language="en", texts={"title": " In season ", "intro": "From frost to spring"})
    assert not translate(by=by, row=row, language="en", texts={"title": "In season"})

    row = Collection.objects.get()
    assert (row.title, row.standing_in("en"), row.is_told_in("en")) == ("当季", Standing.CURRENT, True)
    line = ModelLogEntry.objects.get(action="core.translate")
    assert (line.user, line.data) == (by, {"language": "en", "texts": ["intro", "title"]})
    event = OutboxEvent.objects.get(name="core.texts_translated")
    assert event.payload == {"model": "catalog.collection", "id": row.pk, "language": "en"}

    Collection.objects.update(title="正当季")
    row = Collection.objects.get()
    assert [(pair.source.key, pair.text, pair.standing) for pair in row.pairs("en")] == [
        ("title", "In season", Standing.OUTDATED),
        ("intro", "From frost to spring", Standing.CURRENT),
    ]
    # The same words sent once more do not say that they are still right; a tick does.
    assert not translate(by=by, row=row, language="en", texts={"title": "In season"})
    assert translate(by=by, row=row, language="en", texts={"title": "In season"}, confirmed=frozenset({"title"}))
    assert Collection.objects.get().standing_in("en") == Standing.CURRENT
    assert translate(by=by, row=row, language="en", texts={"title": "", "intro": ""})
    assert Collection.objects.get().translations == {}


def test_what_cannot_be_is_refused_and_nothing_is_written() -> None:
    row = shelf()
    translate(by=None, row=row, language="en", texts={"title": "In season"})
    before = Collection.objects.get().translations

    for error, texts, extra in (
        (InvalidInput, {"title": "x"}, {"language": "fr"}),
        (InvalidInput, {"title": "x"}, {"language": "zh-hans"}),
        (InvalidInput, {"title": "x" * 121}, {}),
        (InvalidInput, {"colour": "red"}, {}),
        (StaleState, {"title": "Now"}, {"seen": {"title": "Earlier"}}),
    ):
        with pytest.raises(error):
            translate(**{"by": None, "row": row, "language": "en", "texts": texts, **extra})
    assert Collection.objects.get().translations == before


def test_words_of_skus_follow_their_values() -> None:
    product = ProductFactory()
    sku = make_sku(product=product, options={"大小": "大", "颜色": "红"})
    big, red = OptionValue.objects.order_by("pk")

    translate(by=None, row=big, language="en", texts={"value": "large"})
    translate(by=None, row=red, language="en", texts={"value": "red"})

    def english() -> str:
        return str(Sku.objects.get(pk=sku.pk).translations["en"]["option_text"]["text"])

    assert english() == "large / red"
    other = make_sku(product=product, code="B", options={"大小": "小", "颜色": "红"})
    assert other.translations["en"]["option_text"]["text"] == "小 / red"
    option = Option.objects.get(name="大小")
    revise_options(
        by=None,
        product=product,
        edits=OptionEdits(options={}, added={}, values={big.pk: Renamed(name="特大", seen="大")}),
    )
    assert (english(), Sku.objects.get(pk=sku.pk).option_text) == ("large / red", "特大 / 红")
    assert OptionValue.objects.get(pk=big.pk).standing_in("en") == Standing.OUTDATED
    assert option.standing_in("en") == Standing.MISSING


def test_a_draft_holds_no_translation() -> None:
    product = ProductFactory(title="苹果")
    draft = product.save_revision()
    translate(by=None, row=product, language="en", texts={"title": "Apples"})

    draft.publish()

    assert Product.objects.get().translations["en"]["title"]["text"] == "Apples"


def test_a_text_knows_its_language() -> None:
    assert (Text("苹果").lang, Text("Apples", "en").lang) == ("", ' lang="en"')
