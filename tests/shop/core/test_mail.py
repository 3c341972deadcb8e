"""Whether there is a mail server."""

import pytest

from shop.core.mail import require_mail_server, sends_mail


@pytest.mark.parametrize(("name", "there"), [("smtp", True), ("filebased", True), ("dummy", False)])
def test_only_the_backend_that_throws_mail_away_is_none(settings, name, there):
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{name}.EmailBackend"

    assert sends_mail() is there


def test_a_mail_for_nobody_is_an_error(settings):
    require_mail_server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    with pytest.raises(OSError):
        require_mail_server()
