"""The corpus of payloads through what is no block: the brand kit, menus, banners, readers' words, pages, pictures,
claims and the register, as readers and as colleagues see them; imports and channels; links that would run.

Blocks are held to it in ``tests/content/blocks/test_xss.py``, events in ``tests/content/events/test_pages.py``.
"""

from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from wagtail.contrib.redirects.models import Redirect

from content.banners.enums import Slot
from content.brand.models import BrandKit, Menus
from content.brand.operations import save_brand_kit, save_menus
from content.channels.markup import to_html
from content.channels.outlets import Copy
from content.pages.models import FaqPage
from content.pasting.manuscript import Words
from content.pasting.reading import read
from content.pasting.word import html_of
from content.rights.operations import ProjectData, RightData, save_project, save_right
from content.stories.models import StoryIndexPage
from content.talk import operations as talk
from shop.catalog.models import Collection
from tests.factories.banners import make_banner
from tests.factories.catalog import ProductFactory
from tests.factories.claims import make_claim
from tests.factories.content import block, card, items, make_image, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.pages import make_page, make_person, make_series
from tests.factories.staff import member
from tests.factories.talk import make_remark
from tests.harness.payloads import CORPUS, LINKS, assert_harmless, assert_inert

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEXT = " ".join(CORPUS)


@pytest.fixture
def shop() -> dict[str, Any]:
    """Everything that is typed says something that would run."""
    now = timezone.now()
    kit = BrandKit.load()
    kit.name, kit.slogan, kit.description = CORPUS[0][:30], CORPUS[3], TEXT[:150]
    kit.latin_name, kit.seller_name, kit.registered_address = CORPUS[6], CORPUS[7], CORPUS[8]
    kit.phone, kit.service_hours, kit.icp_number = CORPUS[6], CORPUS[6], CORPUS[6]
    save_brand_kit(by=None, kit=kit)
    image = make_image(title=TEXT[:200], description=TEXT[:200], source=TEXT[:200], licence=TEXT[:120])
    product = stocked_sku(product=ProductFactory(title=CORPUS[3], subtitle=CORPUS[9], cover=image)).product
    person = make_person(title=CORPUS[6], role=CORPUS[3], words=CORPUS[7], since=CORPUS[6][:20])
    story = make_story(
        card(product, CORPUS[3]),
        title=CORPUS[1],
        kicker=CORPUS[6][:16],
        standfirst=TEXT[:150],
        author=CORPUS[6],
        written_by=person,
        hero_image=image,
        seo_title=CORPUS[7],
        search_description=CORPUS[7],
        is_paid=True,
        paid_by=CORPUS[6][:20],
    )
    answers = block("questions", {"title": CORPUS[6], "questions": items({"question": TEXT, "answer": TEXT})})
    faq = make_page(FaqPage, title=CORPUS[7], intro=TEXT[:150], answers=[answers])
    shelf = Collection.objects.create(title=CORPUS[3], slug="shelf", is_visible=True)
    for slot in Slot:
        make_banner(slot, at=now, product=product, headline=CORPUS[3][:24], line=TEXT[:60], button=CORPUS[6][:10])
    link = ("page", {"label": CORPUS[3][:20], "page": StoryIndexPage.objects.get()})
    footer = [("column", {"title": CORPUS[6][:12], "links": [link]})]
    save_menus(by=None, menus=Menus(pk=1, header=[link], footer=footer))
    remarks = [
        make_remark(place=place, kind="question", name=CORPUS[6][:16], text=words)
        for place, words in ((story, CORPUS[0]), (product, CORPUS[3]))
    ]
    for remark in remarks:
        talk.answer(by=member("Owner"), remark=remark, text=CORPUS[6], at=now)
    return {
        "product": product,
        "story": story,
        "remark": remarks[0],
        "claim": make_claim(product, title=CORPUS[3], wordings=CORPUS[6]),
        "right": save_right(by=None, data=RightData(kind="name", title=TEXT[:80], party=CORPUS[6], note=CORPUS[3])),
        "project": save_project(
            by=None, data=ProjectData(title=TEXT[:80], partner=CORPUS[6], part_basis_points=1, story=story)
        ),
        "pages": [person, faq, make_series(story, title=CORPUS[7])],
        "shelf": shelf,
    }


def test_readers_see_it_as_text(client: Client, shop: dict[str, Any]) -> None:
    product, story = shop["product"], shop["story"]
    addresses = [
        "/",
        "/c/",
        "/stories/",
        "/cart/",
        "/seller/",
        "/en/",
        f"/search/?q={CORPUS[3]}",
        f"/no{CORPUS[0]}/",
        *(thing.get_absolute_url() for thing in (product, shop["shelf"])),
        *(page.url for page in (story, *shop["pages"])),
        reverse("talk:story", args=[story.pk]),
        reverse("talk:product", args=[product.slug]),
    ]
    for address in addresses:
        response = client.get(address)
        assert response.status_code in {200, 404}, address
        page = assert_harmless(response.text, address)
        assert CORPUS[0][:30] in page.get_text(), address
    for address in ("/stories.atom", "/stories.rss"):
        ElementTree.fromstring(client.get(address).content)


def test_colleagues_see_it_as_text(client: Client, shop: dict[str, Any]) -> None:
    client.force_login(member("Owner"))
    story = shop["story"]
    for name, args in (
        ("wagtailadmin_home", []),
        ("wagtailadmin_pages:edit", [story.pk]),
        ("wagtailadmin_pages:history", [story.pk]),
        ("wagtailadmin_explore", [StoryIndexPage.objects.get().pk]),
        ("wagtailimages:index", []),
        ("banner_desk:list", []),
        ("talk_desk:list", []),
        ("talk_desk:remark", [shop["remark"].pk]),
        ("claims_desk:list", []),
        ("claims_desk:claim", [shop["claim"].pk]),
        ("rights_desk:list", []),
        ("rights_desk:right", [shop["right"].pk]),
        ("rights_desk:project", [shop["project"].pk]),
        ("brand_desk:sheet", []),
        ("language_desk:list", []),
    ):
        response = client.get(reverse(name, args=args))
        assert response.status_code == 200, name
        assert_inert(response.text, name)


@pytest.mark.parametrize("address", LINKS)
def test_a_redirect_leads_to_no_script(client: Client, address: str) -> None:
    client.force_login(member("Editor"))
    data = {"old_path": "/old/", "is_permanent": "on", "redirect_link": address}

    response = client.post(reverse("wagtailredirects:add"), data)

    assert response.status_code == 200
    assert not Redirect.objects.exists()


@pytest.mark.parametrize("payload", CORPUS)
def test_neither_a_file_of_word_nor_a_channel_lets_it_out(payload: str) -> None:
    paper = Document()
    paper.add_heading(payload, 0)
    paper.add_paragraph(payload)
    paper.add_table(rows=1, cols=1).cell(0, 0).text = payload
    out = BytesIO()
    paper.save(out)

    found = read(html_of(out.getvalue()))

    texts = [piece.html for piece in found.pieces if isinstance(piece, Words)]
    assert texts
    told = f"## {payload}\n\n{payload}\n\n> {payload}\n\n- {payload}"
    copy = Copy(title=payload, summary=payload, text=told, hashtags=payload, link="")
    for made in (*texts, to_html(copy, str)):
        page = assert_inert(made)
        assert not page.find_all(["a", "script", "style", "iframe", "svg", "img", "details"])
