"""The mail about a scheduled export: a link behind the login, never the rows themselves."""

from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from shop.core.mail import require_mail_server
from shop.exports import registry
from shop.exports.enums import MailState
from shop.exports.models import Export

log = structlog.get_logger(__name__)


def mail(*, export: Export) -> bool:
    """Send the mail about an export that is ready, once. True if it went out here.

    The state is taken first, so that two workers never both send it. One that died in between leaves it open whether
    the mail went out: that is said, and a person decides.
    """
    if Export.objects.filter(pk=export.pk, mail_state=MailState.SENDING).update(
        mail_state=MailState.FAILED,
        mail_error=_("The worker stopped while the mail was on its way; perhaps it arrived."),
    ):
        return False
    waiting = Export.objects.filter(pk=export.pk, mail_state=MailState.WAITING)
    if not waiting.update(mail_state=MailState.SENDING):
        return False
    try:
        _send(export)
    except Exception as error:  # noqa: BLE001  a mail server that is away has many faces; each is shown, with a button
        log.warning("export_mail_failed", export_id=export.pk, error=str(error))
        _note(export, MailState.FAILED, str(error) or type(error).__name__)
        return False
    _note(export, MailState.SENT, "")
    return True


def _note(export: Export, state: str, error: str) -> None:
    Export.objects.filter(pk=export.pk, mail_state=MailState.SENDING).update(mail_state=state, mail_error=error[:300])


def _send(export: Export) -> None:
    kind, person, schedule = registry.get(export.kind), export.created_by, export.schedule
    with translation.override(export.language):
        require_mail_server()
        if not person.email:
            raise OSError(_("This person has no mail address."))
        day = f"{timezone.localtime(export.due_at or export.created_at):%Y-%m-%d}"
        subject = _("%(list)s, %(day)s") % {"list": kind.label if kind else export.kind, "day": day}
        lines = [
            _("%(count)s rows.") % {"count": f"{export.row_count:,}"},
            _("The file, for seven days, after logging in: %(link)s")
            % {"link": _link("export_desk:download", export.pk)},
        ]
        if schedule:
            lines += ["", _("Send me this no more: %(link)s") % {"link": _link("export_desk:leave", schedule.pk)}]
        EmailMessage(subject=subject, body="\n".join(lines), to=[person.email]).send()


def _link(name: str, pk: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[pk])}"
