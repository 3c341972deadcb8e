"""Every channel keeps the interface, and folders can be taken away."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from content.channels.errors import UnknownChannel
from content.channels.outlets import Copy, channel_label, channels, get_channel, require_channel
from content.channels.pictures import packed
from content.channels.rules import length, shortened
from tests.factories.content import make_image, picture_file

COPY = Copy(
    title="头一场霜",
    summary="",
    text="## 摘之前\n\n六度。\n\n[[2]]",
    hashtags="霜降 柿子",
    link="https://shop.test/s/A",
)


@pytest.mark.once
@pytest.mark.parametrize("channel", channels(), ids=lambda channel: channel.code)
def test_each_says_whose_limits_it_has_and_proposes_what_fits(channel: object) -> None:
    limits = channel.limits

    assert limits.source
    assert channel.campaign
    assert channel.how
    assert limits.least_pictures <= limits.pictures
    # With the link and hashtags that come with it.
    assert limits.usual + 120 <= limits.text
    assert length(shortened("一句话。" * 20000, limits.usual, limits.unit), limits.unit) <= limits.usual


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("weibo", "摘之前\n\n六度。\n\n#霜降# #柿子#\n\nhttps://shop.test/s/A"),
        ("xiaohongshu", "摘之前\n\n六度。\n\n#霜降 #柿子\n\nhttps://shop.test/s/A"),
        ("forum", "摘之前\n\n六度。\n\n[[2]]\n\n#霜降 #柿子\n\nhttps://shop.test/s/A"),
    ],
)
def test_the_text_is_as_the_channel_writes_it(code: str, text: str) -> None:
    assert require_channel(code).text(COPY) == text


@pytest.mark.once
def test_a_channel_that_was_taken_away_is_only_a_code(settings: object) -> None:
    settings.CHANNELS = ["weibo"]

    assert [channel.code for channel in channels()] == ["weibo"]
    assert get_channel("forum") is None
    assert channel_label("forum") == "forum"
    with pytest.raises(UnknownChannel):
        require_channel("forum")


@pytest.mark.django_db
def test_pictures_come_in_the_sizes_of_the_channel_in_the_order_of_their_numbers() -> None:
    wide = make_image(file=picture_file(size=(2600, 1300)))
    small = make_image(file=picture_file(size=(60, 40)))

    with zipfile.ZipFile(BytesIO(packed(require_channel("xiaohongshu"), {3: wide, 1: small}))) as pack:
        sizes = {name: Image.open(pack.open(name)).size for name in pack.namelist()}
        kinds = {Image.open(pack.open(name)).format for name in pack.namelist()}

    # Upright 3:4, cropped; what is smaller is not blown up.
    assert list(sizes) == ["01.jpg", "03.jpg"]
    assert sizes["03.jpg"][0] / sizes["03.jpg"][1] == pytest.approx(1242 / 1660, abs=0.01)
    assert sizes["01.jpg"][1] <= 40
    assert kinds == {"JPEG"}
