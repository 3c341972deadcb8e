"""The user model."""

import pytest

from shop.staff.models import User


@pytest.mark.parametrize(
    ("family", "given", "full"),
    [("赵", "淑英", "赵淑英"), ("欧阳", "清", "欧阳清"), ("", "林文", "林文"), ("Miller", "Ann", "Ann Miller")],
)
def test_a_person_is_called_as_their_name_is_written(family: str, given: str, full: str) -> None:
    assert str(User(last_name=family, first_name=given)) == full


def test_who_has_no_name_is_called_as_they_sign_in() -> None:
    assert str(User(username="chenlu")) == "chenlu"
