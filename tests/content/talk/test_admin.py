"""A place is closed and opened where it is worked on."""

from typing import Any

import pytest
from django.urls import reverse

from content.talk.queries import rule_at
from tests.factories.content import make_story
from tests.factories.inventory import stocked_sku
from tests.factories.staff import member
from tests.factories.talk import make_remark, open_talk

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_a_story_or_product_is_closed_from_its_own_desk(client: Any) -> None:
    open_talk()
    story, product = make_story(title="霜"), stocked_sku().product
    make_remark(place=story, text="一下子想起来了。")
    client.force_login(member("Operations"))

    editor = client.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).text
    assert reverse("talk_desk:story", args=[story.pk]) in editor
    tabs = client.get(reverse("wagtailsnippets_catalog_product:edit", args=[product.pk])).text
    assert reverse("talk_desk:product", args=[product.pk]) in tabs
    for name, place in (("story", story), ("product", product)):
        url = reverse(f"talk_desk:{name}", args=[place.pk])
        assert ("一下子想起来了" in client.get(url).text) == (place == story)
        client.post(url, {"closed": "1"})
        assert rule_at(place)[0] == ()
        assert 'name="closed" value="0"' in client.get(url).text
        client.post(url, {"closed": "0"})
        assert rule_at(place)[0] != ()

    # Whoever answers readers does not decide who may write.
    client.force_login(member("Editor"))
    url = reverse("talk_desk:story", args=[story.pk])
    assert client.get(url).status_code == 200
    client.post(url, {"closed": "1"})
    assert rule_at(story)[0] != ()
