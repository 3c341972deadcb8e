"""Nothing the staff or the shoppers read falls back to English."""

from datetime import timedelta
from pathlib import Path

import django
import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.utils import timezone, translation
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from microbrand import translations

pytestmark = pytest.mark.once

OWN, VENDOR = (Path(path) for path in settings.LOCALE_PATHS)
CATALOGUES = sorted(po for path in (OWN, VENDOR) for po in path.glob("*/LC_MESSAGES/*.po"))


def catalogue_path(locale_path: Path, domain: str) -> Path:
    return locale_path / translations.LOCALE / "LC_MESSAGES" / f"{domain}.po"


def translated_by_libraries(domain: str) -> set[translations.Key]:
    """What Django and the installed apps bring along in Chinese."""
    folders = [Path(django.__file__).parent / "conf" / "locale"]
    folders += [Path(app.path) / "locale" for app in apps.get_app_configs()]
    found: set[translations.Key] = set()
    for folder in folders:
        mo = folder / translations.LOCALE / "LC_MESSAGES" / f"{domain}.mo"
        if mo.exists():
            found |= {(entry.msgctxt, entry.msgid) for entry in polib.mofile(str(mo))}
    return found


@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_every_text_of_wagtail_has_a_translation(domain: str) -> None:
    needed = {
        (entry.msgctxt, entry.msgid)
        for app in apps.get_app_configs()
        if app.name.partition(".")[0] == "wagtail"
        for po in (Path(app.path) / "locale" / "en" / "LC_MESSAGES").glob(f"{domain}.po")
        for entry in polib.pofile(str(po))
        if not entry.obsolete
    }
    ours = {
        (entry.msgctxt, entry.msgid)
        for path in (OWN, VENDOR)
        for entry in translations.read_catalogue(catalogue_path(path, domain))
    }
    assert needed, "Wagtail's English catalogues list what there is to translate"
    assert sorted(needed - translated_by_libraries(domain) - ours, key=str) == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parents[2].name}-{path.stem}")
def test_every_entry_is_translated_and_keeps_its_placeholders(path: Path) -> None:
    entries = translations.read_catalogue(path)
    assert [entry.msgid for entry in translations.untranslated(path)] == []
    assert [entry.msgid for entry in entries if not translations.keeps_placeholders(entry)] == []


@pytest.mark.parametrize("domain", translations.DOMAINS)
def test_every_marked_text_of_the_project_is_in_its_catalogue(domain: str) -> None:
    marked = translations.collect(settings.BASE_DIR)[domain]
    listed = {(entry.msgctxt, entry.msgid) for entry in translations.read_catalogue(catalogue_path(OWN, domain))}
    missing = sorted(msgid for context, msgid in marked.keys() - listed)
    assert missing == [], "run: python manage.py collect_translations, then translate the new entries"


def test_python_messages_come_with_context_plural_and_renamed_functions() -> None:
    found = list(
        translations.python_messages(
            "from django.utils.translation import gettext_noop as mark, ngettext, pgettext_lazy\n"
            "from django.utils import translation\n"
            'mark("Ship" " order"); ngettext("%(n)s order", "%(n)s orders", n); pgettext_lazy("poster", "Layer")\n'
            'translation.gettext("Paid"); mark(name)\n'
        )
    )
    assert {(each.context, each.msgid, each.plural) for each in found} == {
        (None, "Ship order", None),
        (None, "%(n)s order", "%(n)s orders"),
        ("poster", "Layer", None),
        (None, "Paid", None),
    }


@pytest.mark.parametrize(
    "argument", ['f"Order {number}"', '"Order %s" % number', '"Order " + number', '"{}".format(number)']
)
def test_text_built_before_the_lookup_is_refused(argument: str) -> None:
    with pytest.raises(translations.UntranslatableString):
        list(translations.python_messages(f"_({argument})"))


def test_template_messages_come_from_tags_blocks_and_filters() -> None:
    found = translations.template_messages(
        '{% load i18n %}{% translate "Cart" %}{{ name|default:_("Guest") }}{% include "a.html" with title=_("Pay") %}'
        "{% blocktranslate count n=total trimmed %}\n {{ n }} piece\n"
        "{% plural %}\n {{ n }} pieces\n{% endblocktranslate %}"
        '{% translate "Open" context "shop hours" %}{# translate "Nothing" #}'
    )
    assert {(each.context, each.msgid, each.plural) for each in found} == {
        (None, "Cart", None),
        (None, "Guest", None),
        (None, "Pay", None),
        (None, "%(n)s piece", "%(n)s pieces"),
        ("shop hours", "Open", None),
    }


def test_javascript_messages_and_joined_texts() -> None:
    script = "const a = gettext('Copied'); el.title = window.ngettext(\"%s row\", \"%s rows\", n); my_gettext('no');"
    found = {(each.msgid, each.plural) for each in translations.javascript_messages(script)}
    assert found == {("Copied", None), ("%s row", "%s rows")}
    with pytest.raises(translations.UntranslatableString):
        list(translations.javascript_messages("gettext('Copied ' + name)"))


def test_a_catalogue_keeps_translations_and_drops_what_is_no_longer_used(tmp_path: Path) -> None:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    old = {each.key: each for each in (translations.Message("Cart"), translations.Message("Gone"))}
    assert translations.update_catalogue(path, old) == (2, 0)
    written = translations.read_catalogue(path)
    written.find("Cart").msgstr = "购物车"
    written.save(str(path))

    new = {each.key: each for each in (translations.Message("Pay"), translations.Message("Cart"))}
    assert translations.update_catalogue(path, new) == (1, 1)
    assert [(entry.msgid, entry.msgstr) for entry in translations.read_catalogue(path)] == [
        ("Cart", "购物车"),
        ("Pay", ""),
    ]
    assert [entry.msgid for entry in translations.untranslated(path)] == ["Pay"]
    unchanged = path.stat().st_mtime_ns
    assert translations.update_catalogue(path, new) == (0, 0)
    assert path.stat().st_mtime_ns == unchanged


def test_catalogues_are_compiled_once(tmp_path: Path) -> None:
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    translations.update_catalogue(path, {(None, "Cart"): translations.Message("Cart")})
    written = translations.read_catalogue(path)
    written.find("Cart").msgstr = "购物车"
    written.save(str(path))

    assert translations.compile_catalogues([tmp_path]) == [path.with_suffix(".mo")]
    assert [entry.msgstr for entry in polib.mofile(str(path.with_suffix(".mo"))) if entry.msgid] == ["购物车"]
    assert translations.compile_catalogues([tmp_path]) == []
    assert sorted(each.name for each in path.parent.iterdir()) == ["django.mo", "django.po"]


@pytest.mark.parametrize(
    ("msgid", "plural", "translation", "kept"),
    [
        ("%(a)s of %(b)s", "", "%(b)s 中的 %(a)s", True),
        ("%(a)s of %(b)s", "", "%(a)s", False),
        ("1 page", "%(n)s pages", "%(n)s 个页面", True),
        ("1 page", "%(n)s pages", "页面", False),
        ("<b>{title}</b> is locked", "", "<b>{title}</b>已锁定", True),
        ("<b>{title}</b> is locked", "", "{title}已锁定", False),
        ("%d of %d", "", "%d/%d", True),
        ("100% cotton", "", "100% 棉", True),
    ],
)
def test_placeholders_must_survive(msgid: str, plural: str, translation: str, kept: bool) -> None:
    entry = polib.POEntry(msgid=msgid, msgid_plural=plural)
    if plural:
        entry.msgstr_plural = {0: translation}
    else:
        entry.msgstr = translation
    assert translations.keeps_placeholders(entry) is kept


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: f"{path.parents[2].name}-{path.stem}")
def test_readers_are_addressed_in_one_way(path: Path) -> None:
    entries = translations.read_catalogue(path)
    assert [entry.msgid for entry in entries if "您" in "".join([entry.msgstr, *entry.msgstr_plural.values()])] == []


def test_how_long_ago_is_told_in_one_unit() -> None:
    with translation.override("zh-hans"):
        told = timesince_simple(timezone.now() - timedelta(days=29, hours=1))

    assert told.replace("\xa0", " ") == "4 周前"
