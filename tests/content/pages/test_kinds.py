"""Each kind of page, as readers, search engines and programs get it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from content.blocks.contents import products_in
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.checks.findings import findings_in
from content.pages import queries
from content.pages.enums import LegalKind, LegalLanguage, VenueState
from content.pages.legal import text_of
from content.pages.models import AboutPage, FaqPage, LegalPage, LookbookPage, VenuePage
from content.pages.operations import add_legal_page
from content.pages.rules import facts_named, venue_state, with_facts
from content.stories.models import HomePage, PersonPage
from shop.catalog.models import Collection, CollectionItem, Product
from shop.core import clock, freshness
from tests.factories.catalog import ProductFactory
from tests.factories.content import block, items, make_image, make_story
from tests.factories.inventory import sold_out_sku, stocked_sku
from tests.factories.pages import make_page, make_person, make_series, make_venue
from tests.factories.promotions import make_promotion
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def data_of(html: str, kind: str) -> dict[str, Any]:
    """The schema.org data of a type on a page."""
    blocks = [json.loads(text) for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)]
    return next(row for row in blocks if row["@type"] == kind)


def dressed(**fields: Any) -> None:
    """The brand kit says this of the seller."""
    kit = BrandKit.load()
    for name, value in fields.items():
        setattr(kit, name, value)
    save_brand_kit(by=None, kit=kit)


def hall(*products: Product, title: str = "窖里的果", **fields: Any) -> dict[str, Any]:
    value = {"title": title, "line": "", "products": items(*[row.pk for row in products]), **fields}
    return block("hall", {"collection": "", "promotion": "", **value})


# --- Series --------------------------------------------------------------------------------------------------
def test_a_part_says_which_it_is_and_leads_on_and_drafts_do_not_count(client: Client) -> None:
    first, draft, second, third = (make_story(title=f"第{n}封信", publish=n != "二") for n in "一二三四")
    series = make_series(first, draft, second, third)

    page = client.get(second.url).text
    listed = client.get(series.url)

    assert "第 2 篇，共 3 篇" in page
    assert f'rel="prev" href="{first.url}"' in page
    assert f'rel="next" href="{third.url}"' in page
    assert [row.title for row in listed.context_data["parts"]] == ["第一封信", "第三封信", "第四封信"]
    rows = data_of(listed.text, "CollectionPage")["mainEntity"]["itemListElement"]
    assert [row["position"] for row in rows] == [1, 2, 3]
    assert "读完了" in client.get(third.url).text


def test_a_series_that_is_taken_down_leaves_its_stories_alone(client: Client) -> None:
    stories = [make_story(title=f"信{n}") for n in range(2)]
    series = make_series(*stories)
    series.unpublish()

    assert "part-link" not in client.get(stories[0].url).text


def test_a_story_is_one_part_of_a_series(client: Client) -> None:
    story = make_story()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_series(story, story)


def test_longer_series_need_no_more_queries() -> None:
    counts = []
    for number in (2, 6):
        stories = [make_story(title=f"{number}-{n}") for n in range(number)]
        make_series(*stories, slug=f"series-{number}")
        freshness.advance()
        queries.part_of_series(stories[1], at=timezone.now())
        with CaptureQueriesContext(connection) as asked:
            part = queries.part_of_series(stories[1], at=timezone.now())
        assert part
        counts.append((len(asked), part.total))

    assert counts == [(1, 2), (1, 6)]


# --- People --------------------------------------------------------------------------------------------------
def test_somebody_has_a_page_with_their_stories_and_is_named_by_them(client: Client) -> None:
    person = make_person(words="那烂的也写我名字？", portrait=make_image(description="奶奶"))
    other = make_person(title="苑建军", slug="jianjun")
    story = make_story(title="梯子", written_by=person)

    page = client.get(person.url)
    told = client.get(story.url).text

    assert page.context_data["written"] == [story]
    assert page.context_data["others"] == [other]
    assert data_of(page.text, "Person")["jobTitle"] == "奶奶"
    assert f'<a href="{person.url}" rel="author">林玉芳</a>' in told
    assert data_of(told, "Article")["author"]["url"].endswith(person.url)
    assert story.author == "林玉芳"
    person.unpublish()
    assert f'href="{person.url}"' not in client.get(story.url).text


def test_a_person_block_is_filled_in_by_their_page_while_it_is_public(client: Client) -> None:
    person = make_person(words="那烂的也写我名字？")
    value = {"page": person.pk, "image": None, "name": "", "role": "", "text": "", "words": ""}
    story = make_story(block("person", value))
    person_block = story.body.stream_block.child_blocks["person"]

    page = client.get(story.url).text

    assert f'<a href="{person.url}">林玉芳</a>' in page
    assert "那烂的也写我名字？" in page
    with pytest.raises(ValidationError):
        person_block.clean(person_block.to_python({**value, "page": None}))


# --- Lookbook, about -----------------------------------------------------------------------------------------
def test_a_lookbook_shows_goods_on_its_pictures_and_all_of_them_once(client: Client) -> None:
    jam, tea = stocked_sku(price_fen=3800).product, stocked_sku().product
    gone = ProductFactory(live=False)
    image = make_image()

    def look(*spots: Product) -> dict[str, Any]:
        rows = [{"product": row.pk, "x": 30, "y": 40, "line": ""} for row in spots]
        return block("look", {"image": image.pk, "title": "窗边", "line": "", "caption": "", "spots": items(*rows)})

    page = make_page(LookbookPage, looks=[look(jam, gone), look(tea, jam)], hero_image=image)
    response = client.get(page.url)

    assert [offer.product for offer in response.context_data["all_offers"]] == [jam, tea]
    assert response.text.count('class="spot"') == 3
    assert list(products_in(page.looks)) == [jam, gone, tea, jam]
    body = client.get(f"/api/v1/pages/{page.pk}/").json()
    assert (body["kind"], body["content"]["looks"][0]["value"]["spots"][1]["product"]) == ("lookbook", None)


def test_about_shows_the_people_unless_it_is_told_not_to(client: Client) -> None:
    person = make_person()
    page = make_page(AboutPage, title="关于", slug="about")
    quiet = make_page(AboutPage, title="关于", slug="about-2", shows_people=False)

    assert list(client.get(page.url).context_data["people"]) == [person]
    assert client.get(quiet.url).context_data["people"] == []
    assert client.get(f"/api/v1/pages/{page.pk}/").json()["content"]["people"][0]["name"] == "林玉芳"


# --- Venue ---------------------------------------------------------------------------------------------------
def test_the_clock_opens_and_closes_a_venue(client: Client) -> None:
    product = stocked_sku(product=ProductFactory(title="红富士礼盒")).product
    venue = make_venue(opens_in=2, lasts=3, halls=[hall(product)], farewell="窖门关了。")
    following = make_venue(opens_in=100, title="明年")

    seen = {}
    for hours in (0, 2, 4.9, 5):
        with clock.showing(venue.opens_at + timedelta(hours=hours - 2)):
            seen[hours] = client.get(venue.url)

    assert [page.context_data["state"] for page in seen.values()] == ["before", "open", "open", "over"]
    assert "加到我的日历" in seen[0].text
    assert "红富士礼盒" in seen[0].text
    assert 'role="timer"' in seen[2].text
    assert "窖门关了。" in seen[5].text
    assert [offer.product for offer in seen[5].context_data["left"]] == [product]
    assert seen[5].context_data["onward"] == following
    assert data_of(seen[0].text, "SaleEvent")["startDate"] == venue.opens_at.isoformat()
    assert f"DTSTART:{venue.opens_at:%Y%m%dT%H%M%S}Z" in client.get(f"{venue.url}calendar/").text


def test_a_hall_holds_chosen_goods_a_collection_and_a_promotion_each_once_sold_out_last(client: Client) -> None:
    chosen, sold_out = stocked_sku().product, sold_out_sku().product
    shelf = Collection.objects.create(title="缸里", slug="gang-li")
    kept = stocked_sku().product
    for place, product in enumerate((kept, chosen)):
        CollectionItem.objects.create(collection=shelf, product=product, position=place)
    sku = stocked_sku(price_fen=6800)
    promotion = make_promotion(sku, price_fen=5800)
    venue = make_venue(halls=[hall(sold_out, chosen, collection=str(shelf.pk), promotion=str(promotion.pk))])

    body = client.get(f"/api/v1/pages/{venue.pk}/").json()["content"]

    slugs = [row["slug"] for row in body["halls"][0]["products"]]
    assert slugs == [chosen.slug, kept.slug, sku.product.slug, sold_out.slug]
    assert body["state"] == "open"
    assert [(pk, row.title) for pk, row in queries.venues_with([shelf], at=timezone.now())] == [(shelf.pk, "开窖")]


def test_kept_pages_end_with_the_next_turn_of_a_venue() -> None:
    venue = make_venue(opens_in=2, lasts=3)
    make_venue(opens_in=1, lasts=1, publish=False)

    assert queries.next_turn(at=timezone.now()) == venue.opens_at
    assert queries.next_turn(at=venue.opens_at) == venue.closes_at
    assert queries.next_turn(at=venue.closes_at) is None


def test_a_venue_closes_after_it_opens() -> None:
    venue = make_venue()
    venue.closes_at = venue.opens_at
    with pytest.raises(ValidationError):
        venue.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        VenuePage.objects.filter(pk=venue.pk).update(closes_at=venue.opens_at)
    assert venue_state(venue.opens_at, venue.opens_at + timedelta(1), at=venue.opens_at) == VenueState.OPEN


def test_an_empty_hall_is_asked_about() -> None:
    venue = make_venue(halls=[hall(ProductFactory(live=False))])

    assert [finding.quote for finding in findings_in(venue, at=timezone.now())] == ["窖里的果"]


# --- Answers -------------------------------------------------------------------------------------------------
def faq() -> FaqPage:
    rows = items(
        {"question": "为什么等霜？", "answer": "糖留在果子里。"}, {"question": "多久到？", "answer": "次日发。"}
    )
    page: FaqPage = make_page(
        FaqPage, title="常有人问", answers=[block("questions", {"title": "买以前", "questions": rows})]
    )
    return page


def test_each_answer_has_an_address_and_is_told_to_search_engines(client: Client) -> None:
    page = faq()

    response = client.get(page.url)
    [group] = response.context_data["groups"]

    assert [row.question for row in group.answers] == ["为什么等霜？", "多久到？"]
    assert all(f'id="{row.anchor}"' in response.text for row in group.answers)
    assert [row["name"] for row in data_of(response.text, "FAQPage")["mainEntity"]] == ["为什么等霜？", "多久到？"]
    assert client.get(f"/api/v1/pages/{page.pk}/").json()["content"]["groups"][0]["answers"][1]["answer"] == "次日发。"


def test_search_finds_pages_and_the_answer(client: Client) -> None:
    page = faq()
    story = make_story(title="头一场霜落下来")

    found = client.get("/search/", {"q": "等霜"}).text
    told = client.get("/search/", {"q": "头一场"}).text

    assert f'{page.url}#{queries.groups_of(page)[0].answers[0].anchor}">为什么等霜？' in found
    assert f'href="{story.url}"' in told
    assert "没有找到" not in told


# --- Legal pages ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", list(LegalLanguage))
@pytest.mark.parametrize("kind", list(LegalKind))
def test_every_text_to_begin_with_names_its_law_and_only_facts_there_are(
    kind: LegalKind, language: LegalLanguage
) -> None:
    text = text_of(kind, language)
    facts, _labels = queries.seller_words()

    assert facts_named(text, known=facts) == list(dict.fromkeys(re.findall(r"\{([^}]*)\}", text)))
    assert re.search(r"《|Law|PIPL", text)


def test_facts_stand_in_the_text_escaped_and_a_missing_one_is_a_gap() -> None:
    shown = with_facts(
        "<p>{seller_name} {phone} {other}</p>", {"seller_name": "<华>", "phone": ""}, missing={"phone": "电话"}
    )

    assert shown == "<p>&lt;华&gt; 〔电话〕 {other}</p>"


def test_a_legal_page_is_chosen_begins_as_a_template_and_follows_the_brand_kit(client: Client) -> None:
    client.force_login(member("Editor"))
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["pages", "legalpage", home.pk])

    assert "隐私政策" in client.get(address).text
    response = client.post(address, {"kind": "returns", "language": "zh-hans"})
    page = LegalPage.objects.get()

    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.title, page.is_checked) == (False, "退换货与退款", False)
    weights = {finding.anchor: finding.weight for finding in findings_in(page, at=timezone.now())}
    assert weights == {"id_text": "stop", "id_is_checked": "ask"}
    dressed(seller_name="华芳苑合作社", return_address="南坡", phone="0535", email="a@b.example", service_hours="8–18")
    page.save_revision().publish()
    assert [finding.anchor for finding in findings_in(page, at=timezone.now())] == ["id_is_checked"]
    assert "华芳苑合作社" in Client().get(page.url).text
    dressed(seller_name="另一个合作社")
    assert "另一个合作社" in Client().get(page.url).text


def test_legal_pages_stand_in_the_footer_in_the_readers_language(client: Client) -> None:
    home, by = HomePage.objects.get(), member("Editor")
    pages = [
        add_legal_page(by=by, parent=home, kind=LegalKind.PRIVACY, language=language) for language in LegalLanguage
    ]
    terms = add_legal_page(by=by, parent=home, kind=LegalKind.TERMS, language=LegalLanguage.CHINESE)
    for page in (*pages, terms):
        page.save_revision().publish()

    chinese = client.get("/c/").text
    english = client.get("/c/", headers={"accept-language": "en"}).text

    assert f'href="{pages[0].url}">隐私政策' in chinese
    assert f'href="{pages[1].url}">Privacy policy' in english
    assert f'href="{terms.url}"' in english
    LegalPage.objects.get(pk=terms.pk).unpublish()
    freshness.advance()
    assert f'href="{terms.url}"' not in client.get("/c/").text


# --- All of them ---------------------------------------------------------------------------------------------
def test_every_kind_is_in_sitemap_api_and_says_the_way_to_it(client: Client) -> None:
    pages: list[Page] = [
        make_series(make_story(), make_story(title="二")),
        make_page(LookbookPage),
        make_venue(),
        make_person(),
        make_page(AboutPage, title="关于"),
        faq(),
    ]
    sitemap = client.get("/sitemap.xml").text
    rows = client.get("/api/v1/pages/?page_size=50").json()["results"]

    assert {row["kind"] for row in rows} == {"series", "lookbook", "venue", "person", "about", "faq"}
    for page in pages:
        html = client.get(page.url).text
        steps = data_of(html, "BreadcrumbList")["itemListElement"]
        assert [steps[0]["item"], steps[-1]["name"]] == ["http://testserver/", page.title]
        assert f"<loc>http://testserver{page.url}</loc>" in sitemap
        assert f'<meta property="og:title" content="{page.title}">' in html
        assert client.get(f"/api/v1/pages/{page.pk}/").json()["url"] == page.url
    assert [row["kind"] for row in client.get("/api/v1/pages/?kind=venue").json()["results"]] == ["venue"]
    assert client.get("/api/v1/pages/999999/").status_code == 404
    assert client.get(f"/api/v1/pages/{HomePage.objects.get().pk}/").status_code == 404


@pytest.mark.parametrize("model", [LookbookPage, AboutPage, FaqPage, PersonPage])
def test_an_empty_page_says_something(client: Client, model: Any) -> None:
    assert client.get(make_page(model, title="空").url).status_code == 200
