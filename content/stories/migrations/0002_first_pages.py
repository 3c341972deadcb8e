"""A fresh site has a front and a list of stories instead of Wagtail's welcome page."""

from django.conf import settings
from django.db import migrations

WELCOME = "Welcome to your new Wagtail site!"


def _words():
    if settings.LANGUAGE_CODE.startswith("zh"):
        return "首页", "故事"
    return "Home", "Stories"


def _welcome_page(pages):
    """Wagtail's own page, if nobody has touched it: no children, still its title."""
    return pages.objects.filter(depth=2, title=WELCOME, numchild=0, content_type__model="page").first()


def make_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("stories", "HomePage")
    StoryIndexPage = apps.get_model("stories", "StoryIndexPage")

    welcome = _welcome_page(Page)
    if welcome is None:
        return
    home_word, stories_word = _words()
    home_type, _ = ContentType.objects.get_or_create(app_label="stories", model="homepage")
    index_type, _ = ContentType.objects.get_or_create(app_label="stories", model="storyindexpage")
    path, locale = welcome.path, welcome.locale_id
    # The home page takes the welcome page's place in the tree, so that the root's counters stay right.
    sites = list(Site.objects.filter(root_page=welcome).values_list("pk", flat=True))
    hosts = list(Site.objects.filter(pk__in=sites).values())
    Site.objects.filter(pk__in=sites).delete()
    welcome.delete()
    home = HomePage.objects.create(
        title=home_word,
        draft_title=home_word,
        slug="home",
        content_type=home_type,
        path=path,
        depth=2,
        numchild=1,
        url_path="/home/",
        locale_id=locale,
        live=True,
    )
    StoryIndexPage.objects.create(
        title=stories_word,
        draft_title=stories_word,
        slug="stories",
        content_type=index_type,
        path=path + "0001",
        depth=3,
        numchild=0,
        url_path="/home/stories/",
        locale_id=locale,
        live=True,
        show_in_menus=True,
    )
    for host in hosts:
        Site.objects.create(**{**host, "root_page_id": home.pk})


def bring_welcome_back(apps, schema_editor):
    """Only where the two pages are still alone; anything written since then stays."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("stories", "HomePage")
    StoryIndexPage = apps.get_model("stories", "StoryIndexPage")

    home = HomePage.objects.filter(depth=2, slug="home").first()
    if home is None or Page.objects.filter(path__startswith=home.path).count() > 2:
        return
    hosts = list(Site.objects.filter(root_page_id=home.pk).values())
    path, locale = home.path, home.locale_id
    Site.objects.filter(root_page_id=home.pk).delete()
    StoryIndexPage.objects.filter(path__startswith=path).delete()
    home.delete()
    page_type, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    welcome = Page.objects.create(
        title=WELCOME,
        draft_title=WELCOME,
        slug="home",
        content_type=page_type,
        path=path,
        depth=2,
        numchild=0,
        url_path="/home/",
        locale_id=locale,
        live=True,
    )
    for host in hosts:
        Site.objects.create(**{**host, "root_page_id": welcome.pk})


class Migration(migrations.Migration):
    dependencies = [("stories", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]

    operations = [migrations.RunPython(make_pages, bring_welcome_back)]
