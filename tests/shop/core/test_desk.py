"""What the desk screens share."""

import pytest

from shop.core.desk import capped_count, count_text
from shop.core.templatetags.desk import money
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
