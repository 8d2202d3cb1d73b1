"""The two stores behind one interface: the same promises from a folder and from S3."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotline_platform.errors import Misconfigured, Refused
from hotline_platform.files.disk import Disk
from hotline_platform.files.s3 import PART, S3
from hotline_platform.files.stores import Store, key_of, store_from, thumbnail_key
from hotline_platform.settings import Settings, settings_from
from tests.platform.files.outside import Bucket, an_s3_store

CONTENT = bytes(range(256)) * 5000


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    with an_s3_store() as found:
        yield found


@pytest.fixture(params=["disk", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "disk":
        yield Disk(tmp_path / "files")
    else:
        with an_s3_store() as bucket:
            yield S3(bucket.url)


async def read(store: Store, key: str, start: int, end: int) -> bytes:
    return b"".join([piece async for piece in store.read(key, start, end)])


def source(folder: Path, content: bytes = CONTENT) -> Path:
    path = folder / "source"
    path.write_bytes(content)
    return path


async def test_what_is_put_is_read_back_whole_and_in_part(store: Store, tmp_path: Path) -> None:
    await store.put("1/ab/abcd", source(tmp_path))
    assert await store.size("1/ab/abcd") == len(CONTENT)
    assert await read(store, "1/ab/abcd", 0, len(CONTENT)) == CONTENT
    assert await read(store, "1/ab/abcd", 1000, 1_100_000) == CONTENT[1000:1_100_000]


async def test_bytes_are_put_as_well(store: Store) -> None:
    await store.put("1/ab/abcd.thumbnail", b"small")
    assert await read(store, "1/ab/abcd.thumbnail", 0, 5) == b"small"


async def test_a_copy_stands_alone(store: Store, tmp_path: Path) -> None:
    await store.put("1/ab/abcd", source(tmp_path))
    assert await store.copy("1/ab/abcd", "2/ab/abcd")
    await store.delete("1/ab/abcd")
    assert await store.size("1/ab/abcd") is None
    assert await read(store, "2/ab/abcd", 0, len(CONTENT)) == CONTENT


async def test_what_is_not_there_is_told_and_not_raised(store: Store) -> None:
    assert await store.size("1/ab/abcd") is None
    assert not await store.copy("1/ab/abcd", "2/ab/abcd")
    await store.delete("1/ab/abcd")


async def test_putting_the_same_content_again_writes_nothing(bucket: Bucket, tmp_path: Path) -> None:
    store = S3(bucket.url)
    await store.put("1/ab/abcd", source(tmp_path))
    before = len(bucket.requests)
    await store.put("1/ab/abcd", source(tmp_path))
    assert bucket.requests[before:] == ["HEAD /cases/1/ab/abcd"]


async def test_a_large_file_goes_to_s3_in_parts(bucket: Bucket, tmp_path: Path) -> None:
    content = bytes(2 * PART + 5)
    await S3(bucket.url).put("1/ab/abcd", source(tmp_path, content))
    assert bucket.objects["1/ab/abcd"] == content
    assert bucket.largest_body == PART
    assert bucket.uploads == {}


async def test_a_folder_of_a_bucket_can_be_named(bucket: Bucket, tmp_path: Path) -> None:
    await S3(f"{bucket.url}/yunzhou?region=cn-north-1").put("1/ab/abcd", source(tmp_path))
    assert list(bucket.objects) == ["yunzhou/1/ab/abcd"]


async def test_a_store_that_does_not_answer_is_a_clear_refusal(tmp_path: Path) -> None:
    with an_s3_store() as bucket:
        store = S3(bucket.url)
    with pytest.raises(Refused, match="store of files does not answer"):
        await store.put("1/ab/abcd", source(tmp_path))


async def test_nothing_half_done_is_left_in_the_folder(tmp_path: Path) -> None:
    store = Disk(tmp_path / "files")
    (tmp_path / "files" / "store" / "1" / "ab").mkdir(parents=True)
    (tmp_path / "files" / "store" / "1" / "ab" / "abcd").mkdir()  # so that the last step cannot be done
    with pytest.raises(OSError, match="abcd"):
        await store.put("1/ab/abcd", source(tmp_path))
    assert list((tmp_path / "files" / "incoming").iterdir()) == []


async def test_whoever_stops_listening_leaves_no_file_open(tmp_path: Path) -> None:
    store = Disk(tmp_path / "files")
    await store.put("1/ab/abcd", source(tmp_path))
    listening = asyncio.ensure_future(anext(store.read("1/ab/abcd", 0, len(CONTENT))))
    await asyncio.sleep(0)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    await asyncio.get_running_loop().shutdown_default_executor()  # a file left open is a warning, and fails


def test_every_tenant_has_keys_of_its_own() -> None:
    digest = bytes.fromhex("ab" * 32)
    assert key_of(1, digest) != key_of(11, digest)
    assert key_of(1, digest) == f"1/ab/{'ab' * 32}"
    assert thumbnail_key(1, digest).startswith(key_of(1, digest))


def test_the_settings_choose_the_store() -> None:
    known = {
        "environment": "test", "urls": {}, "secret": "s" * 32, "seal_key": "k" * 32,
    }  # fmt: skip
    assert isinstance(store_from(Settings(**known)), Disk)  # type: ignore[arg-type]
    assert isinstance(store_from(Settings(**known, files_url="http://a:b@127.0.0.1:1/c")), S3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FILES_URL", "s3://bucket"), ("FILES_URL", "https://host/bucket"), ("FILES_URL", "https://a:b@host"),
        ("VIRUS_SCANNER", "127.0.0.1:3310"), ("VIRUS_SCANNER", "tcp://clamav"), ("VIRUS_SCANNER", "unix:"),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_stops_the_start(name: str, value: str) -> None:
    urls = {f"HOTLINE_{one}_URL": "postgresql://" for one in ("DATABASE", "READER", "ADMIN", "PUBLIC")}
    settings_from(urls)
    with pytest.raises(Misconfigured, match=f"HOTLINE_{name} must read"):
        settings_from({**urls, f"HOTLINE_{name}": value})
