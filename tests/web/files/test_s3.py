"""The same pages over a store that speaks S3."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hotline_platform.settings import Settings
from tests.cases.test_the_main_road import registered
from tests.conftest import House
from tests.enclosures import made
from tests.platform.files.outside import Bucket, an_s3_store
from tests.web.browsing import browsing
from tests.web.files.sending import add, addresses


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with an_s3_store() as found:
        yield found


@pytest.fixture
def settings(settings: Settings, bucket: Bucket) -> Settings:
    return replace(settings, files_url=bucket.url)


async def test_files_go_to_the_bucket_and_come_back_from_it(house: House, bucket: Bucket) -> None:
    opened = await registered(house)
    photo, sound = made.picture(located=True), made.sound(20)
    async with browsing(house, "operator") as browser:
        assert (await add(browser, opened.id, ("路灯.jpg", photo), ("call.wav", sound))).status_code == 303
        page = (await browser.get(f"/cases/{opened.id}")).text
        first, second = addresses(page)
        assert (await browser.get(first)).content == photo
        assert (await browser.get(second, range="bytes=1000-1999")).content == sound[1000:2000]
        assert (await browser.get(f"{first}/thumbnail")).status_code == 200
        assert (await browser.get(f"{first}/bare")).status_code == 200
    city = house.cast.city
    assert len(bucket.objects) == 3
    assert all(key.startswith(f"{city}/") for key in bucket.objects)
    assert photo in bucket.objects.values()


async def test_a_store_that_is_down_keeps_nothing_and_says_so(house: House, bucket: Bucket) -> None:
    opened = await registered(house)
    object.__setattr__(
        house.settings, "files_url", bucket.url.replace("/cases", "/nobody").replace("127.0.0.1", "127.0.0.2")
    )
    async with browsing(house, "operator") as browser:
        answer = await add(browser, opened.id, ("a.txt", made.LETTER))
        assert answer.status_code == 422
        assert "文件存储没有响应，未保存任何文件，请稍后再试。" in answer.text
        assert addresses((await browser.get(f"/cases/{opened.id}")).text) == []
