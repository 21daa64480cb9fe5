"""A Hub on the loopback, for tests: it speaks the endpoints that huggingface_hub asks, from `fixtures/hub/`.

A directory `org__name` there is a repository. Its `hub.json` says what the Hub knows besides the
files: `type`, `sha`, `gated`, `private`, `tags`, `library_name`; `formerly`, the names that lead to
it; `lfs`, the files that a redirect leads to; `more`, the files that are only listed, by size.

What is to go wrong is in `Hub.trouble`, by the name that a client asks for.
"""

import gzip
import json
import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.expectations import FIXTURES

TOKEN = "hf_a_token_that_opens_everything"

_API = re.compile(r"/api/(model|dataset)s/((?:[^/]+/)?[^/]+?)(?:/(revision|tree)/([^/]+))?")
_FILE = re.compile(r"/(datasets/)?((?:[^/]+/)?[^/]+)/resolve/([^/]+)/(.+)")
_PACKED = gzip.compress(bytes(32 * 1024 * 1024))
_HOSTILE: list[dict[str, object]] = [
    {"rfilename": path}
    for path in (
        "../../LICENSE",
        "/LICENSE",
        "a/../../LICENSE",
        "..\\LICENSE",
        "LICENSE\x1b[2J",
        3,
        None,
        "",
        "LICENSE\0",
    )
]
_REVISIONS = ("main", "v1.0")


@dataclass
class Trouble:
    """What goes wrong: a status, or `slow`, `silent`, `cut-off`, `nonsense`, `deep`, `no-commit`,
    `hostile`, `huge`, `packed`.

    `where` is `api` or `files`; the trouble ends after `times` requests.
    """

    kind: int | str
    where: str = "api"
    times: int = 1_000_000
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Hub:
    """A running Hub. `asked` counts the requests by method and path; `tokens` are the credentials seen.

    `elsewhere` is the address of the storage that the Hub redirects to for large files; `leaked` says
    that a credential was sent there.
    """

    url: str
    elsewhere: str
    trouble: dict[str, Trouble] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    tokens: set[str] = field(default_factory=set)
    leaked: bool = False
    repositories: Path = FIXTURES / "hub"

    def commit(self, name: str) -> str:
        """The commit that every branch and tag of a repository is at."""
        known = self.info(name).get("sha")
        return str(known) if known else sha1(name.encode()).hexdigest()

    def directory(self, name: str) -> Path:
        """Where the files of a repository lie."""
        return self.repositories / name.replace("/", "__")

    def info(self, name: str) -> dict[str, Any]:
        """The `hub.json` of a repository; empty for one that is not there."""
        path = self.directory(name) / "hub.json"
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        return found

    def files(self, name: str) -> dict[str, int]:
        """Every file that is listed, with its size."""
        directory = self.directory(name)
        here = {
            path.relative_to(directory).as_posix(): path.stat().st_size
            for path in directory.rglob("*")
            if path.is_file() and path.name != "hub.json"
        }
        more: dict[str, int] = self.info(name).get("more", {})
        return here | more

    def present_name(self, name: str) -> str | None:
        """The name that an old one leads to."""
        for path in self.repositories.glob("*/hub.json"):
            if name in json.loads(path.read_text(encoding="utf-8")).get("formerly", ()):
                return path.parent.name.replace("__", "/")
        return None


@contextmanager
def serve(certificate: tuple[Path, Path] | None = None) -> Iterator[Hub]:
    """Runs a Hub on a free port until the end of the block, by TLS with a certificate and its key."""
    hub = Hub("", "")

    class Handler(_Handler):
        pass

    Handler.hub = hub
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), Handler) for _ in range(2)]
    hub.url, hub.elsewhere = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        servers[0].socket = context.wrap_socket(servers[0].socket, server_side=True)
        hub.url = hub.url.replace("http:", "https:")
    for server in servers:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    try:
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.hub.asked[f"{self.command} {path}"] += 1
        self.hub.tokens.add(self.headers.get("Authorization", ""))
        try:
            if (api := _API.fullmatch(path)) is not None:
                self.api(api[1], api[2], api[3], api[4])
            elif (file := _FILE.fullmatch(path)) is not None:
                self.file("dataset" if file[1] else "model", file[2], file[3], file[4])
            elif path.startswith("/cdn/"):
                self.hub.leaked = self.hub.leaked or "Authorization" in self.headers
                self.content(self.hub.repositories.joinpath(path.removeprefix("/cdn/")).read_bytes())
            else:
                self.refuse(404)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # ── the endpoints ────────────────────────────────────────────────────────────────────────

    def api(self, type_: str, name: str, what: str | None, revision: str | None) -> None:
        """Information about a repository, or its tree."""
        if self.troubled(name, "api") or not self.may(type_, name, f"/api/{type_}s/{{}}", what, revision):
            return
        hub = self.hub
        if revision not in (None, *_REVISIONS, hub.commit(name)):
            self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
        elif what == "tree":
            self.json([{"type": "file", "path": path, "size": n} for path, n in hub.files(name).items()])
        else:
            self.json(self.description(name))

    def description(self, name: str) -> dict[str, Any]:
        """The answer of `/api/models/<name>`."""
        from openscope.frontmatter import split

        info = self.hub.info(name)
        card = self.hub.directory(name) / "README.md"
        front = split(card.read_text(encoding="utf-8")) if card.is_file() else None
        trouble = self.hub.trouble.get(name)
        files = [{"rfilename": path, "size": size} for path, size in self.hub.files(name).items()]
        hostile = trouble is not None and trouble.kind == "hostile"
        return {
            "_id": "0" * 24,
            "id": name,
            "modelId": name,
            "sha": None if trouble and trouble.kind == "no-commit" else self.hub.commit(name),
            "private": info.get("private", False),
            "gated": info.get("gated", False),
            "disabled": False,
            "library_name": info.get("library_name"),
            "tags": [*info.get("tags", []), *([3, None, "base_model:", "\x1b]0;x\x07"] if hostile else [])],
            "cardData": dict(front.data) if front else None,
            "siblings": files + (_HOSTILE if hostile else []),
        }

    def file(self, type_: str, name: str, revision: str, path: str) -> None:
        """A file, as `resolve` gives it: directly, or by a redirect to where large files lie."""
        hub = self.hub
        prefix = "/datasets/{}" if type_ == "dataset" else "/{}"
        if self.troubled(name, "files") or not self.may(type_, name, prefix, "resolve", f"{revision}/{path}"):
            return
        if revision not in (*_REVISIONS, hub.commit(name)):
            self.refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return
        if hub.info(name).get("gated") and not self.authorized():
            status = 403 if self.headers.get("Authorization") else 401
            self.refuse(status, "GatedRepo", f"Access to model {name} is restricted.")
            return
        location = hub.directory(name) / path
        if not location.is_file() or location.name == "hub.json":
            self.refuse(404, "EntryNotFound", "Entry not found", {"X-Repo-Commit": hub.commit(name)})
            return
        data = location.read_bytes()
        headers = {"X-Repo-Commit": hub.commit(name), "ETag": f'"{sha1(data).hexdigest()}"'}
        if path in hub.info(name).get("lfs", ()):
            headers |= {"X-Linked-Etag": headers["ETag"], "X-Linked-Size": str(len(data))}
            place = f"{hub.elsewhere}/cdn/{location.relative_to(hub.repositories)}"
            headers |= {"X-Xet-Hash": "0" * 64, "Location": place}
            self.answer(302, b"", headers)
        else:
            self.content(data, headers)

    def may(self, type_: str, name: str, place: str, *rest: str | None) -> bool:
        """Whether a repository is there and to be seen. An old name leads to the present one."""
        info = self.hub.info(name)
        if (present := self.hub.present_name(name)) is not None:
            to = "/".join((place.format(present), *(part for part in rest if part)))
            self.answer(307, b"", {"Location": to})
            return False
        if info and info.get("type", "model") == type_ and (not info.get("private") or self.authorized()):
            return True
        if self.headers.get("Authorization") and not self.authorized():
            self.refuse(401, None, "Invalid credentials in Authorization header")
        else:
            self.refuse(404 if self.authorized() else 401, "RepoNotFound", "Repository not found")
        return False

    def authorized(self) -> bool:
        return self.headers.get("Authorization") == f"Bearer {TOKEN}"

    # ── troubles ─────────────────────────────────────────────────────────────────────────────

    def troubled(self, name: str, where: str) -> bool:
        """Does what goes wrong with a repository, if something does."""
        trouble = self.hub.trouble.get(name)
        if (
            trouble is None
            or trouble.where != where
            or trouble.times <= 0
            or trouble.kind in ("no-commit", "hostile")
        ):
            return False
        trouble.times -= 1
        if isinstance(trouble.kind, int):
            self.refuse(trouble.kind, None, "trouble", trouble.headers)
        elif trouble.kind == "silent":
            time.sleep(4)
            self.close_connection = True
        elif trouble.kind == "nonsense":
            self.content(b"<html>Sign in to the network of this cafe</html>")
        elif trouble.kind == "deep":
            self.content(b"[" * 200_000)
        elif trouble.kind == "packed":
            self.packed()
        else:
            self.drip(trouble.kind)
        return True

    def drip(self, kind: str) -> None:
        """A body that comes slowly, is cut off, or does not end."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000000")
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", '"0"')
        self.end_headers()
        self.close_connection = True
        until = time.monotonic() + 5
        while self.command == "GET" and time.monotonic() < until:
            self.wfile.write(b"{" if kind == "slow" else b"{" * 65536)
            self.wfile.flush()
            if kind == "cut-off":
                return
            if kind == "slow":
                time.sleep(0.1)

    def packed(self) -> None:
        """A small body that unpacks to a large one."""
        self.answer(200, _PACKED, {"Content-Encoding": "gzip"})

    # ── answers ──────────────────────────────────────────────────────────────────────────────

    def json(self, value: object) -> None:
        self.content(json.dumps(value).encode(), {"Content-Type": "application/json"})

    def content(self, data: bytes, headers: dict[str, str] | None = None) -> None:
        self.answer(200, data, headers or {})

    def refuse(
        self, status: int, code: str | None = None, message: str = "", headers: dict[str, str] | None = None
    ) -> None:
        said = {"X-Error-Code": code} if code else {}
        self.answer(status, b'{"error": "no"}', {**said, "X-Error-Message": message, **(headers or {})})

    def answer(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(data)
