"""From an empty site to an open shop: the wizard at a desk, and a visitor who waits before the door."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.harness.browser import assert_accessible
from tests.journeys.steps import assert_fits, picture_file, sign_in, staff

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_person_opens_a_shop(open_page: Callable[..., Page], tmp_path: Path) -> None:
    staff("Owner")
    # No step needs a script.
    desk = open_page("desktop", java_script_enabled=False)
    sign_in(desk)
    desk.click("#set-up-title ~ .mb-buttons a")
    seen = desk.frame_locator(".mb-phone__screen")

    desk.fill("[name=name]", "晓瓷")
    desk.fill("[name=slogan]", "一窑一器。")
    desk.click("[value=stay]")
    expect(seen.locator("h1")).to_have_text("一窑一器。")
    visitor = open_page("phone")
    visitor.goto("/")
    expect(visitor.locator("h1")).to_have_text("晓瓷")
    expect(visitor.locator("main")).to_contain_text("即将开店")

    desk.click("[value=on]")
    desk.check("[name=theme][value=still]")
    desk.check("[name=palette][value=indigo]")
    desk.click("[value=stay]")
    expect(seen.locator("body")).to_have_css("background-color", "rgb(249, 248, 245)")
    desk.click("[value=on]")

    desk.set_input_files("[name=logo]", picture_file(tmp_path, "logo.jpg"))
    desk.click("[value=on]")
    expect(seen.locator(".logo")).to_be_visible()

    desk.select_option("[name=seller_kind]", "handicraft")
    for name, text in {
        "seller_name": "林晓",
        "registered_address": "景德镇市昌江区 1 号",
        "return_address": "景德镇市昌江区 1 号",
        "phone": "13800138000",
    }.items():
        desk.fill(f"[name={name}]", text)
    desk.click("[value=on]")

    desk.fill("[name=title]", "青花碗")
    desk.fill("[name=price]", "128")
    desk.fill("[name=units]", "6")
    desk.set_input_files("[name=picture]", picture_file(tmp_path))
    desk.click("[value=on]")
    expect(desk.locator(".mb-setup__form")).to_contain_text("沙盒")
    desk.click("[value=on]")
    desk.click(".mb-setup__form .button")
    expect(desk.locator(".mb-setup__form")).to_contain_text("店铺开了")

    visitor.reload()
    expect(visitor.locator("h1")).to_have_text("一窑一器。")
    expect(visitor.locator(".foot")).to_contain_text("个人销售家庭手工业产品，依法不需要办理市场主体登记")
    assert_fits(visitor)
    visitor.click(".card-link")
    expect(visitor.locator(".product-say h1")).to_have_text("青花碗")
    visitor.locator(".bar .btn-main").click()
    expect(visitor).to_have_url(re.compile("/(cart|checkout)/"))

    # The same screens with scripts, on a phone.
    owner = open_page("phone")
    sign_in(owner)
    for step in ("look", "seller", "open"):
        owner.goto(f"/admin/brand/set-up/{step}/")
        assert_fits(owner)
        assert_accessible(owner)
