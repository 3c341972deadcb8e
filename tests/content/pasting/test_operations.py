"""From a text to a draft: pictures once, what is missing said, nothing twice."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils.translation import override
from wagtail.models import PageLogEntry

from content.media.models import BrandImage
from content.pasting import operations
from content.pasting.errors import NotAPlace, NothingToRead, TooLarge
from content.pasting.models import PastedText
from content.pasting.operations import begin_again
from content.pasting.pictures import Unreachable
from content.stories.models import StoryPage
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations import jobs
from tests.factories.content import make_image, pasted_text, picture_file
from tests.factories.staff import member

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


def embedded(colour: str) -> str:
    """A picture within a text."""
    return f'<img src="data:image/png;base64,{base64.b64encode(picture_file(colour=colour).read()).decode()}">'


def taken(html: str = "", **fields: Any) -> PastedText:
    return pasted_text(html, **{"at": NOW, **fields})


def written(pasted: PastedText) -> StoryPage:
    assert pasted.job
    assert jobs.run(job_id=pasted.job.pk)
    pasted.refresh_from_db()
    assert pasted.job.state == Job.State.DONE, pasted.job.error
    return StoryPage.objects.get(pk=pasted.page_id)


def body(page: StoryPage) -> list[tuple[str, Any]]:
    return [(block.block_type, block.value) for block in page.body]


def test_a_text_becomes_a_draft_with_its_pictures() -> None:
    html = (
        f"<h1>霜降前的一夜</h1>{embedded('red')}<p>六度。</p>{embedded('green')}{embedded('blue')}"
        f"<blockquote>没有急。</blockquote><p>完</p>{embedded('red')}<p>真的完</p>"
    )
    pasted = taken(html, source="我们的公众号")
    page = written(pasted)

    assert (page.title, page.slug, page.live) == ("霜降前的一夜", "shuang-jiang-qian-de-yi-ye", False)
    assert page.owner == pasted.created_by
    red, green, blue = BrandImage.objects.order_by("pk")
    assert page.hero_image == red
    assert red.source == "我们的公众号"
    assert [kind for kind, _value in body(page)] == ["text", "gallery", "quote", "text", "picture", "text"]
    assert [one["image"].pk for one in body(page)[1][1]["pictures"]] == [green.pk, blue.pk]
    # The same picture a second time is the same picture.
    assert body(page)[4][1]["image"].pk == red.pk
    assert body(page)[0][1].source == "<p>六度。</p>"
    assert page.get_latest_revision_as_object().body[2].value["text"] == "没有急。"
    pasted.refresh_from_db()
    assert pasted.html == ""
    assert pasted.job
    assert pasted.job.result == {"missing": 0}
    assert PageLogEntry.objects.filter(page=page.pk, action="pasting.write").count() == 1


def test_a_picture_that_is_not_to_be_had_keeps_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(address: str) -> bytes:
        if "gone" in address:
            raise Unreachable
        return b"<svg onload='alert(1)'/>"

    monkeypatch.setattr(operations, "picture_at", unreachable)
    pasted = taken(
        "<p>一</p><figure><img src='https://a.example/gone'><figcaption>坡顶</figcaption></figure>"
        "<img src='https://a.example/drawing.svg'><img src='file:///C:/x.png'><iframe></iframe>"
    )
    page = written(pasted)

    assert [(kind, value["image"], value["caption"]) for kind, value in body(page)[1:]] == [
        ("picture", None, "坡顶"),
        ("picture", None, ""),
        ("picture", None, ""),
    ]
    assert not BrandImage.objects.exists()
    pasted.refresh_from_db()
    assert pasted.job
    assert pasted.job.result == {"missing": 3, "media": 1}


def test_taken_up_again_it_goes_on_with_the_next_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def once(address: str) -> bytes:
        asked.append(address)
        if len(asked) == 2:
            msg = "the worker dies"
            raise RuntimeError(msg)
        return picture_file(colour=f"#0000{len(asked):02d}").read()

    monkeypatch.setattr(operations, "picture_at", once)
    pasted = taken("".join(f"<p>文</p><img src='https://a.example/{number}'>" for number in range(3)))
    assert pasted.job
    assert jobs.run(job_id=pasted.job.pk)
    pasted.job.refresh_from_db()
    assert pasted.job.state == Job.State.FAILED
    assert not StoryPage.objects.exists()

    job = begin_again(by=pasted.created_by, pasted=pasted)
    assert jobs.run(job_id=job.pk)

    assert [address[-1] for address in asked] == ["0", "1", "1", "2"]
    assert BrandImage.objects.count() == 3
    assert StoryPage.objects.count() == 1
    with pytest.raises(StaleState):
        begin_again(by=pasted.created_by, pasted=pasted)


def test_titles() -> None:
    with override("en"):
        assert written(taken("<h1>甲</h1><p>乙</p>", title="丙")).title == "丙"
        assert written(taken(text="第一行有三十个字以上时只取前面的三十个字作为标题，后面的不要了")).title == (
            "第一行有三十个字以上时只取前面的三十个字作为标题，后面的不要"
        )
        make_image(file=picture_file(colour="red"))
        assert written(taken(embedded("red"))).title == "Untitled text"
    assert len(set(StoryPage.objects.values_list("slug", flat=True))) == 3


def test_refusals_write_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAPlace):
        taken("<p>文</p>", by=member("Warehouse"))
    with pytest.raises(NothingToRead):
        taken("<p> </p><script>x</script>")
    monkeypatch.setattr(operations, "MAX_CHARACTERS", 3)
    with pytest.raises(TooLarge):
        taken("<p>四个汉字</p>")
    monkeypatch.setattr(operations, "MAX_HTML", 3)
    with pytest.raises(TooLarge):
        taken("<p>文</p>")

    assert not PastedText.objects.exists()
    assert not Job.objects.exists()
