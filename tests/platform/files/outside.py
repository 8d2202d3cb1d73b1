"""What is outside of the product, small: a store that speaks S3, and ClamAV's daemon. Both over loopback."""

import asyncio
import re
import struct
import threading
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass
class Bucket:
    """What lies in the store, and how the parts of uploads arrived."""

    url: str = ""
    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    largest_body: int = 0
    requests: list[str] = field(default_factory=list)


class _S3(BaseHTTPRequestHandler):
    """As much of S3 as a store of files asks for."""

    protocol_version = "HTTP/1.1"
    bucket: Bucket

    def do_GET(self) -> None:
        self._give(with_body=True)

    def do_HEAD(self) -> None:
        self._give(with_body=False)

    def do_PUT(self) -> None:
        key, query, body = self._asked()
        source = self.headers.get("x-amz-copy-source")
        if source is not None:
            self._copy(unquote(source).lstrip("/").split("/", 1)[1], key)
        elif "uploadId" in query:
            self.bucket.uploads[query["uploadId"][0]][int(query["partNumber"][0])] = body
            self._say(200)
        else:
            self.bucket.objects[key] = body
            self._say(200)

    def do_POST(self) -> None:
        key, query, _ = self._asked()
        if "uploads" in query:
            upload = uuid.uuid4().hex
            self.bucket.uploads[upload] = {}
            self._say(200, _xml("InitiateMultipartUploadResult", UploadId=upload))
            return
        parts = self.bucket.uploads.pop(query["uploadId"][0])
        self.bucket.objects[key] = b"".join(parts[number] for number in sorted(parts))
        self._say(200, _xml("CompleteMultipartUploadResult", ETag="1"))

    def do_DELETE(self) -> None:
        key, _, __ = self._asked()
        self.bucket.objects.pop(key, None)
        self._say(204)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""

    def _asked(self) -> tuple[str, dict[str, list[str]], bytes]:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.bucket.largest_body = max(self.bucket.largest_body, len(body))
        self.bucket.requests.append(f"{self.command} {parts.path}")
        assert self.headers["authorization"].startswith("AWS4-HMAC-SHA256 Credential=desk/"), "not signed"
        assert parts.path.startswith("/cases/")
        query = parse_qs(parts.query, keep_blank_values=True)
        return unquote(parts.path.removeprefix("/cases/")), query, body

    def _copy(self, source: str, target: str) -> None:
        if source not in self.bucket.objects:
            self._say(404, _xml("Error", Code="NoSuchKey"))
            return
        self.bucket.objects[target] = self.bucket.objects[source]
        self._say(200, _xml("CopyObjectResult", ETag="1"))

    def _give(self, *, with_body: bool) -> None:
        key, _, __ = self._asked()
        found = self.bucket.objects.get(key)
        if found is None:
            self._say(404, _xml("Error", Code="NoSuchKey") if with_body else b"")
            return
        status, extra = 200, {}
        if asked := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", "")):
            start, end = int(asked[1]), min(int(asked[2]) + 1, len(found))
            extra = {"Content-Range": f"bytes {start}-{end - 1}/{len(found)}"}
            status, found = 206, found[start:end]
        self._say(status, found if with_body else b"", length=len(found), **extra)

    def _say(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("ETag", '"1"')
        self.send_header("Last-Modified", "Mon, 02 Mar 2026 01:00:00 GMT")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _xml(name: str, **parts: str) -> bytes:
    inside = "".join(f"<{part}>{value}</{part}>" for part, value in parts.items())
    return f"<{name}>{inside}</{name}>".encode()


@contextmanager
def an_s3_store() -> Iterator[Bucket]:
    """A bucket called `cases` for whoever signs with the key `desk`."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_S3,), {"bucket": bucket}))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    bucket.url = f"http://desk:a%2Fsecret@127.0.0.1:{server.server_address[1]}/cases"
    try:
        yield bucket
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class Scanner:
    """How the daemon behaves, and what it was given."""

    address: str = ""
    largest: int = 1_000_000_000
    answer: bytes | None = None
    seen: list[int] = field(default_factory=list)


@asynccontextmanager
async def a_scanner(**how: Any) -> AsyncIterator[Scanner]:
    """ClamAV's daemon as far as INSTREAM goes: it finds EICAR and nothing else."""
    scanner = Scanner(**how)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            assert await reader.readuntil(b"\0") == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!L", await reader.readexactly(4))[0]:
                content += await reader.readexactly(length)
                if len(content) > scanner.largest:
                    writer.write(b"INSTREAM size limit exceeded. ERROR\0")
                    break
            else:
                scanner.seen.append(len(content))
                found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                writer.write(found if scanner.answer is None else scanner.answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    scanner.address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield scanner
