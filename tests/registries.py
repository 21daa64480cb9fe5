"""Registries on the loopback: whatever pages a test puts there, and what goes wrong with them."""

import base64
import gzip
import hashlib
import io
import json
import tarfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/vnd.pypi.simple.v1+json"


@dataclass
class Site:
    """A running server. `pages` holds by path the bytes to send, a status, an address to redirect to, or
    `slow`, `silent`, `cut-off` or `headers`, which do not end; `asked` counts the requests, and `spans` the
    ranges that were asked for. How those are answered is `ranges`: `honest`, `none` (the whole is sent),
    `absolute` (none that count from the end), `refused` (416), or a lie: `shifted`, `short`, `growing`,
    `nameless` (no Content-Range), `packed` (a Content-Encoding).
    """

    url: str = ""
    pages: dict[str, bytes | int | str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    credentials: set[str] = field(default_factory=set)
    retry_after: str | None = None
    ranges: str = "honest"
    spans: list[tuple[str, str]] = field(default_factory=list)
    sent: int = 0

    def put(self, path: str, value: object, type_: str = "application/json") -> None:
        """Puts a page: bytes, words, or a value as JSON."""
        data = (
            value
            if isinstance(value, bytes)
            else (value if isinstance(value, str) else json.dumps(value)).encode()
        )
        self.pages[path] = data
        self.types[path] = type_

    def take(self, path: str) -> bytes:
        """Takes a page away, and gives what stood there."""
        page = self.pages.pop(path)
        assert isinstance(page, bytes)
        return page

    def release(self, name: str, version: str, metadata: str | None, html: bool = False) -> None:
        """Puts a Python release: one wheel, whose metadata is given out apart, and its sources."""
        wheel = f"{name}-{version}-py3-none-any.whl"
        sdist = f"{name}-{version}.tar.gz"
        data = {
            wheel: packed_zip({f"{name}-{version}.dist-info/METADATA": metadata or ""}),
            sdist: packed_tar({f"{name}-{version}/PKG-INFO": metadata or ""}),
        }
        for file, content in data.items():
            self.put(f"/files/{file}", content, "application/octet-stream")
        if metadata is not None:
            self.put(f"/files/{wheel}.metadata", metadata, "text/plain")
        sums = {file: hashlib.sha256(content).hexdigest() for file, content in data.items()}
        if html:
            links = "".join(f'<a href="../../files/{file}#sha256={sums[file]}">{file}</a>' for file in data)
            self.put(f"/simple/{name}/", f"<html>{links}</html>", "text/html")
        else:
            files = [
                {"filename": file, "url": f"/files/{file}", "hashes": {"sha256": sums[file]}} for file in data
            ]
            self.put(f"/simple/{name}/", {"files": files, "name": name}, JSON)

    def artefacts(self, name: str, metadata: str, files: Mapping[str, bytes]) -> None:
        """Puts the files of a Python release as they are; the metadata of wheels is given out apart."""
        listed = []
        for file, content in files.items():
            self.put(f"/files/{file}", content, "application/octet-stream")
            if file.endswith(".whl"):
                self.put(f"/files/{file}.metadata", metadata, "text/plain")
            sum_ = hashlib.sha256(content).hexdigest()
            listed.append({"filename": file, "url": f"/files/{file}", "hashes": {"sha256": sum_}})
        self.put(f"/simple/{name}/", {"files": listed, "name": name}, JSON)

    def module(self, name: str, version: str, files: Mapping[str, str], **manifest: object) -> None:
        """Puts an npm package with its tarball."""
        tarball = packed_tar({f"package/{path}": text for path, text in files.items()})
        path = f"/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
        self.put(path, tarball, "application/octet-stream")
        sum_ = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        dist = {"tarball": self.url + path, "integrity": f"sha512-{sum_}"}
        page = {"name": name, "version": version, "dist": dist, **manifest}
        quoted = name.replace("/", "%2F")
        self.put(f"/{quoted}/{version}", page)
        self.put(f"/{quoted}/latest", page)


def packed_tar(files: Mapping[str, str | bytes]) -> bytes:
    """A tar archive, packed by gzip."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(data.getvalue(), mtime=0)


def packed_zip(files: Mapping[str, str | bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """A zip archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@contextmanager
def serve() -> Iterator[Site]:
    """Runs a server on a free port until the end of the block."""
    site = Site()

    class Handler(_Handler):
        pass

    Handler.site = site
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        site = self.site
        site.asked[self.path] += 1
        if "Authorization" in self.headers:
            site.credentials.add(self.headers["Authorization"])
        page = site.pages.get(self.path, 404)
        if isinstance(page, bytes) and (span := self.headers.get("Range")):
            site.spans.append((self.path, span))
            self.part(page, span.removeprefix("bytes="))
        elif isinstance(page, bytes):
            self.answer(200, page, {"Content-Type": site.types.get(self.path, "")})
        elif isinstance(page, int):
            self.answer(page, b"", {"Retry-After": site.retry_after} if site.retry_after else {})
        elif page.startswith("http"):
            self.answer(302, b"", {"Location": page})
        else:
            self.drip(page)

    def part(self, page: bytes, span: str) -> None:
        """Answers with a part of a page, or as a server does that does not know how to, or that lies."""
        kind = self.site.ranges
        first, _, last = span.partition("-")
        start = int(first) if first else max(len(page) - int(last), 0)
        end = min(int(last) + 1, len(page)) if first else len(page)
        total = len(page)
        if kind == "none" or (kind == "absolute" and not first):
            return self.answer(200, page, {})
        if kind == "refused" or start >= len(page):
            return self.answer(416, b"", {})
        if kind == "growing":
            total += len(self.site.spans)
            start, end = (start, end) if first else (total - min(int(last), total), total)
        body = page[start:end] if kind != "growing" else page[start:end].ljust(end - start, b"x")
        shift = 1 if kind == "shifted" else 0
        headers = {"Content-Range": f"bytes {start + shift}-{end - 1 + shift}/{total + shift}"}
        if kind == "nameless":
            headers = {}
        if kind == "packed":
            headers["Content-Encoding"], body = "gzip", gzip.compress(body)
        return self.answer(206, body[:-1] if kind == "short" else body, headers)

    def answer(self, status: int, data: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.site.sent += len(data)
        with suppress(OSError):  # who has seen enough of the headers hangs up
            self.wfile.write(data)

    def drip(self, kind: str) -> None:
        """An answer that does not end, or ends too early."""
        self.close_connection = True
        until = time.monotonic() + 5
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            if kind != "headers":
                self.wfile.write(b"Content-Length: 1000000000\r\n\r\n")
            if kind == "cut-off":
                self.wfile.write(b"{")
                return
            while time.monotonic() < until:
                if kind == "huge":
                    self.wfile.write(bytes(65536))
                    continue
                if kind != "silent":
                    self.wfile.write(b"x")
                    self.wfile.flush()
                time.sleep(0.05)
        except OSError:
            pass
