"""The models of an Ollama store: `~/.ollama/models`, or any directory with its `manifests` and `blobs`.

A manifest lies at `manifests/<host>/<namespace>/<model>/<tag>` (`manifests-v2` in later versions,
where a tag may link to a blob). It is JSON that lists the layers of a model by media type and digest;
the layer `sha256:…` lies at `blobs/sha256-…`. Licences are layers of their own, in plain text. A
model of the host `hf.co` is one of the Hugging Face Hub.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

from packageurl import PackageURL

from openscope.collect.huggingface import Repository, Type
from openscope.collect.paths import join, printable
from openscope.model import Collected, Document, Item, Kind, Role, SkipCode, Skipped
from openscope.net import Network
from openscope.regex import regex
from openscope.textfile import WEIGHTS_REASON, Limits, read_bytes, why

_MEDIA = "application/vnd.ollama.image."
_LICENSE, _MODEL, _ADAPTER = _MEDIA + "license", _MEDIA + "model", _MEDIA + "adapter"
_TREES = ("manifests", "manifests-v2")
_DIGEST = regex(r"sha256[:-]([0-9a-f]{64})")
_HOME_OF_MODELS = ("registry.ollama.ai", "ollama.com")
_HUB = ("hf.co", "huggingface.co")
_MAX_MANIFEST = 1024 * 1024
_MAX_LAYERS = 10_000

Layers = list[tuple[str, str]]
"""The media type and the digest (hexadecimal) of each layer."""


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:  # noqa: ARG001
    """The models of a store, by name. None for a target that is none."""
    for below in ("", "models"):
        path = os.path.join(asked, below) if below else asked
        if not (os.path.isdir(os.path.join(path, "blobs")) and _trees(path)):
            continue
        store = _Store(os.path.realpath(path), below, limits)
        if store.read():
            resolved = printable(os.path.normpath(asked).replace(os.sep, "/"))
            return store.collected(printable(asked), resolved)
    return None


def _trees(path: str) -> list[str]:
    return [tree for tree in _TREES if os.path.isdir(os.path.join(path, tree))]


class _Store:
    """What is found in one store. `below` is its path in the target ("" for the target itself)."""

    def __init__(self, root: str, below: str, limits: Limits) -> None:
        self.root = root
        self.below = below
        self.limits = limits
        self.items: list[Item] = []
        self.documents: list[Document] = []
        self.skipped: list[Skipped] = []

    def read(self) -> bool:
        """Reads every manifest. Whether there is one that is Ollama's."""
        seen: set[str] = set()
        for path in self.manifests():
            layers = self.layers(path)
            name = "/".join(path.split("/")[1:])
            if layers is None or name in seen:
                continue
            seen.add(name)
            self.add(path, layers)
        return bool(self.items)

    def collected(self, asked: str, resolved: str) -> Collected:
        """The store, in the order of its paths."""
        return Collected(
            asked,
            resolved,
            tuple(sorted(self.items, key=lambda item: item.path or "")),
            tuple(sorted(self.documents, key=lambda document: (document.path, document.item))),
            tuple(sorted(set(self.skipped), key=lambda skip: (skip.path, skip.code))),
        )

    def manifests(self) -> Iterator[str]:
        """The paths of what lies where manifests do: four names below one of the trees."""
        count = 0
        for tree in _trees(self.root):
            top = os.path.join(self.root, tree)
            for directory, names, files in os.walk(top):
                depth = os.path.relpath(directory, top).count(os.sep) + 1 if directory != top else 0
                names[:] = sorted(name for name in names if not name.startswith(".")) if depth < 3 else []
                for name in sorted(files) if depth == 3 else ():
                    count += 1
                    if count > self.limits.max_files:
                        self.skip(
                            tree, SkipCode.TOO_MANY, f"the rest, after {self.limits.max_files:,} models"
                        )
                        return
                    if not name.startswith("."):
                        yield os.path.relpath(os.path.join(directory, name), self.root).replace(os.sep, "/")

    def layers(self, path: str) -> Layers | None:
        """The layers of a manifest; None, and a word about it, for what is none."""
        place = os.path.realpath(os.path.join(self.root, path))
        if not place.startswith(self.root + os.sep):
            self.skip(path, SkipCode.LINK, "a link out of the store")
            return None
        data = read_bytes(place, path, _MAX_MANIFEST)
        if isinstance(data, Skipped):
            self.skip(path, data.code, data.reason)
            return None
        try:
            manifest = json.loads(data)
        except (ValueError, RecursionError):
            manifest = None
        listed = manifest.get("layers") if isinstance(manifest, dict) else None
        if not isinstance(listed, list):
            self.skip(path, SkipCode.MALFORMED, "no manifest of Ollama")
            return None
        found: Layers = []
        for layer in listed[:_MAX_LAYERS]:
            media, digest = (
                (layer.get("mediaType"), layer.get("digest")) if isinstance(layer, dict) else (0, 0)
            )
            if isinstance(media, str) and isinstance(digest, str) and (hex_ := _DIGEST.fullmatch(digest)):
                found.append((media.partition(";")[0].strip(), hex_[1]))
        if not any(media.startswith(_MEDIA) for media, _ in found):
            self.skip(path, SkipCode.MALFORMED, "no manifest of Ollama")
            return None
        return found

    def add(self, path: str, layers: Layers) -> None:
        """Adds a model with its licences and the header of its weights."""
        shown = self.shown(path)
        self.items.append(_item(path, shown))
        for media, digest in layers:
            if media in (_MODEL, _ADAPTER):
                self.skipped.append(Skipped(shown, SkipCode.BINARY, WEIGHTS_REASON, expected=True))
                self.document(digest, Role.HEADER, shown)
            elif media == _LICENSE:
                self.document(digest, Role.LICENSE, shown)

    def document(self, digest: str, role: Role, item: str) -> None:
        """Adds a layer as a document, or says that it is not there."""
        path = f"blobs/sha256-{digest}"
        place = Path(self.root, path)
        try:
            size = place.stat().st_size
        except OSError as error:
            reason = "a layer that is not there" if isinstance(error, FileNotFoundError) else why(error)
            code = SkipCode.NOT_FOUND if isinstance(error, FileNotFoundError) else SkipCode.UNREADABLE
            self.skip(path, code, f"{reason}, of {item}", expected=role is not Role.LICENSE)
            return
        self.documents.append(Document(self.shown(path), place, role, item, True, size))

    def shown(self, path: str) -> str:
        """The path relative to the target."""
        return printable(join(self.below or ".", path))

    def skip(self, path: str, code: SkipCode, reason: str, expected: bool = False) -> None:
        """Records what is not examined."""
        self.skipped.append(Skipped(self.shown(path), code, reason, expected))


def _item(path: str, shown: str) -> Item:
    """The model of a manifest. Its version is the tag, which is no fixed one."""
    _, host, namespace, model, tag = path.split("/")
    if host in _HUB:
        repository = Repository(Type.MODEL, printable(f"{namespace}/{model}"))
        return Item(repository.purl, Kind.MODEL, repository.name, printable(tag), shown)
    at_home = host in _HOME_OF_MODELS
    name = model if at_home and namespace == "library" else f"{namespace}/{model}"
    purl = PackageURL("generic", printable(f"{host}/{namespace}"), printable(model), printable(tag))
    return Item(purl.to_string(), Kind.MODEL, printable(name), printable(tag), shown)
