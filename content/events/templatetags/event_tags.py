"""An event in templates: its form, its words, its ticket's code, and what search engines are told."""

from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from content.events import structured
from content.events.enums import EventState
from content.events.forms import SignUpForm
from content.events.models import EventPage, SignUp
from content.events.queries import state_text as words_of
from content.events.rules import zone_text
from content.events.tickets import ticket_qr as draw
from shop.core.json_ld import data_block

register = template.Library()


@register.simple_tag
def sign_up_form(page: EventPage) -> SignUpForm:
    """``{% sign_up_form page as form %}``: an empty one."""
    return SignUpForm(page=page)


@register.simple_tag
def state_text(page: EventPage, state: EventState) -> str:
    """The state in a sentence."""
    return words_of(page, state)


@register.filter
def zone(at: datetime) -> str:
    """By whose clock it is."""
    return zone_text(at)


@register.simple_tag
def ticket_qr(signup: SignUp) -> SafeString:
    """The QR code that is scanned at the door, as SVG."""
    return draw(signup)


@register.simple_tag(takes_context=True)
def event_json_ld(context: Context, page: EventPage, brand: Any, image_url: str = "") -> SafeString:
    """schema.org data of an event."""
    data = structured.event_data(
        page, state=context["state"], free=context["free"], brand_name=brand.name, image_url=image_url
    )
    return data_block(data)
