"""What the desk screens share."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.template.loader import render_to_string
from django.utils.translation import override

from shop.core.desk import capped_count, choice_label, count_text, tabs_of
from shop.core.templatetags.desk import minute, moment, moment_cell, money
from shop.inventory.models import StockMovement
from shop.staff.models import User
from tests.factories.staff import UserFactory


@pytest.mark.django_db
def test_a_count_goes_no_further_than_one_beyond_the_ceiling(django_assert_num_queries):
    UserFactory.create_batch(4)

    with django_assert_num_queries(1) as asked:
        count = capped_count(User.objects.all(), ceiling=2)

    assert count == 3
    assert "LIMIT 3" in asked.captured_queries[0]["sql"]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (2, "2"), (3, "2+")])
def test_a_number_beyond_the_ceiling_reads_as_more(count, text):
    assert count_text(count, ceiling=2) == text


@pytest.mark.parametrize(
    ("fen", "text"), [(None, ""), (0, "¥0.00"), (6850, "¥68.50"), (128000, "¥1,280.00"), (-1, "-¥0.01")]
)
def test_money_is_shown_with_two_digits(fen, text):
    assert money(fen) == text


@pytest.mark.django_db
def test_tabs_keep_the_filter_and_begin_at_the_first_page(rf):
    UserFactory.create_batch(2)
    choices = [("", "All"), ("low", "Low")]
    people = User.objects.all()

    tabs = tabs_of(choices, current="low", rows=lambda key: people.none() if key else people, name="level")
    html = render_to_string(
        "admin/desk/tabs.html", {"tabs": tabs, "label": "Levels"}, rf.get("/?q=a&after=9&level=low")
    )

    assert [(tab.key, tab.count, tab.is_current) for tab in tabs] == [("", "2", False), ("low", "0", True)]
    assert 'href="?q=a"' in html
    assert 'href="?q=a&amp;level=low" aria-current="page"' in html


def test_a_choice_is_called_what_django_calls_it():
    movement = StockMovement(reason="receive", condition="sellable")
    with override("zh-hans"):
        assert choice_label(movement, "reason") == movement.get_reason_display()
    with override("en"):
        assert choice_label(movement, "reason") == movement.get_reason_display() == "Received"
    assert choice_label(StockMovement(reason="gone"), "reason") == "gone"


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_moment_in_a_row_is_what_the_filters_say_of_it(year):
    at = datetime(year, 3, 1, 17, 5, 9, tzinfo=UTC)

    with time_machine.travel(datetime(2026, 12, 31, 12, tzinfo=UTC)):
        drawn = moment_cell(at)

        assert drawn == (f'<time datetime="{year}-03-02T01:05:09+08:00" title="{moment(at)}">{minute(at)}</time>')
