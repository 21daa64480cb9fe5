"""Packages by their package URL, `pkg:pypi/name[@version]` and `pkg:npm/[@scope/]name[@version]`.

The package itself is downloaded from the configured registry, its sum is checked, and it is scanned
as an archive.
"""

import tempfile
from pathlib import Path

from openscope.collect import archive
from openscope.collect.paths import printable
from openscope.model import Collected, SkipCode, Skipped
from openscope.net import Network, Unanswered
from openscope.textfile import Limits, why

MAX_BYTES = 256 * 1024 * 1024
"""The largest artefact that is downloaded."""


def collect(asked: str, limits: Limits, network: Network) -> Collected | None:
    """What stands in a package. None for a target that is no package URL."""
    if not asked.lower().startswith("pkg:"):
        return None
    shown = printable(asked)
    try:
        return _downloaded(shown, asked, limits, network)
    except Unanswered as failure:
        return Collected(shown, shown, skipped=(Skipped(shown, failure.code, failure.reason),))
    except OSError as error:
        reason = f"cannot be kept while it is read: {why(error)}"
        return Collected(shown, shown, skipped=(Skipped(shown, SkipCode.FAILED, reason),))


def _downloaded(shown: str, asked: str, limits: Limits, network: Network) -> Collected:
    from packageurl import PackageURL

    from openscope.collect.http import Http, host
    from openscope.collect.registry import Package, source_of
    from openscope.collect.registry.packed import check_sum

    try:
        purl = PackageURL.from_string(asked)
    except ValueError as error:
        raise Unanswered(SkipCode.MALFORMED, f"no package URL: {error}") from error
    name = f"{purl.namespace}/{purl.name}" if purl.namespace else purl.name
    package = Package(purl.type, name, purl.version)
    source = source_of(package)
    if source is None:
        reason = f"packages of type {purl.type!r} cannot be downloaded yet: fetch it, and scan the file"
        raise Unanswered(SkipCode.UNSUPPORTED, reason)
    if network.offline:
        raise Unanswered(SkipCode.OFFLINE, f"--offline is given, and it is to be had from {host(source.url)}")
    http = Http(network)
    artefact = source.artefact(http, package)
    data = http.get(artefact.url, most=MAX_BYTES).body
    check_sum(data, artefact.algorithm, artefact.digest, artefact.url)
    with tempfile.TemporaryDirectory(prefix="openscope-", ignore_cleanup_errors=True) as room:
        # The name comes from the registry: only its last part is one.
        place = Path(room, artefact.name.replace("\\", "/").rpartition("/")[2] or "package.tgz")
        place.write_bytes(data)
        resolved = PackageURL(purl.type, purl.namespace, purl.name, artefact.version).to_string()
        return archive.opened(place, shown, resolved, limits)
