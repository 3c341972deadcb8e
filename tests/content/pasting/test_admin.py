"""The screens: a text comes in, its progress, what became of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.pasting.models import PastedText
from content.stories.models import StoryIndexPage, StoryPage
from shop.core.models import Job
from shop.core.operations import jobs
from tests.content.pasting.test_word import document
from tests.factories.staff import member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = "/admin/pasting/"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(member("Editor"))
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, **values: Any) -> Any:
    if isinstance(html := values.get("html"), str):
        values["html"] = SimpleUploadedFile("pasted.html", html.encode())
    return client.post(NEW, {"text": "", "title": "", "source": "", **values}, follow=True)


def test_the_list_of_stories_leads_to_it(editor: Client) -> None:
    page = editor.get(reverse("wagtailadmin_explore", args=[StoryIndexPage.objects.get().pk]))
    assert NEW in page.content.decode()
    assert editor.get(NEW).status_code == 200


def test_a_paste_is_followed_to_its_draft(editor: Client) -> None:
    response = send(editor, html="<h1>题</h1><p>文</p><img src='file:///c:/x.png'>", text="题\n文")
    pasted = PastedText.objects.get()
    here = reverse("pasting_desk:pasted", args=[pasted.pk])
    assert response.redirect_chain == [(here, 302)]
    assert 'id="import-progress"' in response.content.decode()

    assert pasted.job
    jobs.run(job_id=pasted.job.pk)
    done = editor.get(here).content.decode()

    story = StoryPage.objects.get()
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) in done
    assert 'id="import-progress"' not in done
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[story.pk])).status_code == 200

    story.delete()
    assert reverse("wagtailadmin_pages:edit", args=[story.pk]) not in editor.get(here).content.decode()


def test_a_file_of_word_is_taken_in(editor: Client) -> None:
    send(editor, file=SimpleUploadedFile("信.docx", document()))

    assert "data:image/png" in PastedText.objects.get().html


def test_a_paste_may_weigh_more_than_a_field(editor: Client, settings: Any) -> None:
    send(editor, html=f"<p>文</p><!--{'x' * settings.DATA_UPLOAD_MAX_MEMORY_SIZE}-->")

    assert PastedText.objects.count() == 1


@pytest.mark.parametrize(("limit", "field"), [("MAX_HTML", "text"), ("MAX_FILE", "file")])
def test_what_is_too_large_is_not_read(editor: Client, monkeypatch: pytest.MonkeyPatch, limit: str, field: str) -> None:
    monkeypatch.setattr(f"content.pasting.admin.forms.{limit}", 10)

    sent = "html" if field == "text" else field
    response = send(editor, **{sent: SimpleUploadedFile("a.docx", b"x" * 11)})

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not PastedText.objects.exists()


def test_what_fails_can_go_on(editor: Client) -> None:
    send(editor, text="文")
    pasted = PastedText.objects.get()
    Job.objects.filter(pk=pasted.job_id).update(state=Job.State.FAILED, error="the disk is full")

    page = editor.get(reverse("pasting_desk:pasted", args=[pasted.pk])).content.decode()
    assert "the disk is full" in page
    editor.post(reverse("pasting_desk:again", args=[pasted.pk]))

    pasted.refresh_from_db()
    assert pasted.job
    assert pasted.job.state == Job.State.QUEUED


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "text"),
        ({"html": "<p> </p>"}, "text"),
        ({"text": "文", "title": "长" * 61}, "title"),
        ({"file": SimpleUploadedFile("a.docx", b"no")}, "file"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(editor: Client, values: dict[str, Any], field: str) -> None:
    response = send(editor, **values)

    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {field}
    assert not PastedText.objects.exists()


def test_who_adds_no_stories_sees_none_of_it(client: Client) -> None:
    client.force_login(member("Warehouse"))
    assert client.get(NEW).status_code in (302, 403)
    client.force_login(member("Editor"))
    send(client, text="文")
    here = reverse("pasting_desk:pasted", args=[PastedText.objects.get().pk])
    client.force_login(member("Warehouse"))
    assert client.get(here).status_code in (302, 403)
