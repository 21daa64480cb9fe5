"""Building the catalog from `rules/` and the licence data, strictly: all problems at once, or none.

It is kept as it was built until any of that changes (see `openscope.kept`).
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from openscope.catalog.catalog import DATA_REF, Catalog
from openscope.catalog.categories import FILE as CATEGORIES
from openscope.catalog.categories import read_categories
from openscope.catalog.compatibility import read_compatibility
from openscope.catalog.datasets import read_datasets
from openscope.catalog.errors import CatalogError, Problem
from openscope.catalog.families import families, read_words
from openscope.catalog.licenses import DATA_PREFIX, NO_TEXT, LicenseFile, read_licenses
from openscope.catalog.models import read_models
from openscope.catalog.names import expression_ids, read_names
from openscope.catalog.organisations import read_organisations
from openscope.catalog.providers import read_providers
from openscope.catalog.sources import Entry, data_state, read_license_data, read_text, rules_directory
from openscope.catalog.spdx import Spdx, read_spdx
from openscope.catalog.tables import read_table
from openscope.catalog.terms import read_vocabulary
from openscope.catalog.values import LicenseRule
from openscope.filestat import settled_tree
from openscope.kept import kept

CORRECTIONS = "corrections.toml"


@lru_cache(maxsize=1)
def load_catalog() -> Catalog:
    """The catalog of this installation; CatalogError lists every mistake in the rules."""
    root = rules_directory()
    states = settled_tree(root, ".toml"), data_state()
    state = None if None in states else " ".join(map(str, states))
    return kept("catalog", state, lambda: read_catalog(root), Catalog)


def read_catalog(root: Path) -> Catalog:
    """The catalog of a rules directory."""
    if not root.is_dir():
        raise CatalogError([Problem(str(root), "", "there is no rules directory: reinstall openscope")])
    problems: list[Problem] = []
    data = read_license_data()
    spdx = read_spdx(root, problems)
    vocabulary = read_vocabulary(root, problems)
    files = read_licenses(root, vocabulary, problems)
    keys = _keys(data.entries, files, spdx, problems)
    entries = _entries(data.entries, keys)
    curated = _curated(files, entries, spdx, problems)
    known = frozenset([*curated, *entries, *spdx.ids, *spdx.deprecated])
    categories = read_categories(root, known, problems)
    problems.extend(
        Problem(CATEGORIES, "override", f"{id} has a file of its own, which says its category")
        for id in categories.overrides.keys() & curated.keys()
    )
    names = read_names(root, files, spdx.names(), known, problems)
    words = read_words(root, known, problems)
    corrections = _corrections(root, known, problems)
    models = read_models(root, known, problems)
    providers = read_providers(root, problems)
    compatibility = read_compatibility(root, known, problems)
    datasets = read_datasets(root, known, providers.by_id, problems)
    organisations = read_organisations(root, providers.by_id, problems)
    if problems:
        raise CatalogError(problems)
    digest = _digest(root, data.digest, spdx)
    return Catalog(
        digest=digest,
        terms=vocabulary.terms,
        corrections=corrections,
        models=models,
        company=vocabulary.company,
        metrics=vocabulary.metrics,
        providers=providers,
        compatibility=compatibility,
        organisations=organisations,
        datasets=datasets,
        _curated=curated,
        _entries=entries,
        _keys=keys,
        _categories=categories,
        _names=names,
        _spdx=spdx,
        _words=words,
        _families=families(words, spdx.names()),
    )


def license_text(rule: LicenseRule) -> str | None:
    """The licence's text out of the installed licence data, or None where it is not in it."""
    return read_text(rule.key) if rule.key is not None else None


def _keys(
    entries: Iterable[Entry], files: Iterable[LicenseFile], spdx: Spdx, problems: list[Problem]
) -> dict[str, str]:
    """From each key of the licence data to its id: as its own file says, else the data, else a LicenseRef."""
    keys: dict[str, str] = {}
    entries = tuple(entries)
    successors = {id.lower(): entry.spdx for entry in entries if not entry.deprecated for id in entry.others}
    for entry in entries:
        own = f"{DATA_REF}{entry.key}"
        id = entry.spdx or successors.get(own.lower()) or own
        keys[entry.key] = spdx.replaces.get(id.lower(), spdx.ids.get(id.lower(), id))
    owners: dict[str, str] = {}
    for file in files:
        if file.key is None:
            continue
        if file.key not in keys:
            problems.append(Problem(file.file, "text", f"{file.key!r} is no key of the licence data"))
        elif file.key in owners:
            problems.append(Problem(file.file, "text", f"{file.key!r} is the text of {owners[file.key]} too"))
        owners[file.key] = file.file
        keys[file.key] = file.id
    return keys


def _entries(entries: Iterable[Entry], keys: dict[str, str]) -> dict[str, Entry]:
    """From each id that the licence data knows, in lower case, to its entry; an active entry comes first."""
    found: dict[str, Entry] = {}
    ordered = sorted(entries, key=lambda entry: entry.deprecated)
    for entry in ordered:
        found.setdefault(keys[entry.key].lower(), entry)
    for entry in ordered:
        for id in (entry.spdx, *entry.others, f"{DATA_REF}{entry.key}"):
            if id is not None:
                found.setdefault(id.lower(), entry)
    return found


def _curated(
    files: Sequence[LicenseFile], entries: dict[str, Entry], spdx: Spdx, problems: list[Problem]
) -> dict[str, LicenseRule]:
    """The rules of the licences that have a file, by every id they have, in lower case."""
    rules: dict[str, LicenseRule] = {}
    owners: dict[str, str] = {}
    described = {file.id for file in files}
    for file in files:
        rule = _rule(file, spdx)
        for id in (file.id, *file.also):
            if id.lower() in owners:
                problems.append(Problem(file.file, "id", f"{id} is described in {owners[id.lower()]} too"))
            owners[id.lower()] = file.file
            spelling = spdx.ids.get(id.lower())
            if spelling is None and not id.startswith("LicenseRef-"):
                problems.append(Problem(file.file, "id", f"{id!r} is not on the SPDX list"))
            if spelling is not None and spelling != id:
                problems.append(Problem(file.file, "id", f"{id!r} is spelt {spelling!r} on the SPDX list"))
            if id == file.id:
                others = {row.of for row in file.restrictions if row.of}
                problems.extend(
                    Problem(file.file, "of", f"no file describes {of!r}") for of in sorted(others - described)
                )
                _check_name(file, spelling is not None, problems)
                rules[id.lower()] = rule
            elif id.lower() in entries or spelling is not None:
                own = entries.get(id.lower())
                rules[id.lower()] = replace(
                    rule,
                    id=id,
                    name=spdx.name(id) or rule.name,
                    key=own.key if own is not None else None,
                    text=f"{DATA_PREFIX}{own.key}" if own is not None else rule.text,
                    osi_approved=spdx.osi_approved(id),
                    fsf_libre=spdx.fsf_libre(id),
                    aliases=(),
                    hub=(),
                    hub_names=(),
                    marks=(),
                )
            else:
                problems.append(Problem(file.file, "also", f"{id!r} is neither SPDX nor in the licence data"))
    return rules


def _check_name(file: LicenseFile, on_list: bool, problems: list[Problem]) -> None:
    if on_list and file.name is not None:
        problems.append(Problem(file.file, "name", "is on the SPDX list and must not be typed again"))
    if not on_list and file.name is None:
        problems.append(Problem(file.file, "name", "is missing, and the SPDX list does not have it"))


def _rule(file: LicenseFile, spdx: Spdx) -> LicenseRule:
    return LicenseRule(
        id=file.id,
        name=spdx.name(file.id) or file.name or file.id,
        category=file.category,
        copyleft=file.copyleft,
        key=file.key,
        osi_approved=spdx.osi_approved(file.id),
        fsf_libre=spdx.fsf_libre(file.id),
        deprecated=spdx.is_deprecated(file.id),
        exception=spdx.is_exception(file.id),
        version=file.version,
        steward=file.steward,
        applies_to=file.applies_to,
        aliases=file.aliases,
        hub=file.hub,
        hub_names=file.hub_names,
        marks=file.marks,
        text=file.text if file.text != NO_TEXT else None,
        note=file.note,
        restrictions=file.restrictions,
    )


def _corrections(root: Path, known: frozenset[str], problems: list[Problem]) -> dict[str, str]:
    """The rules of the licence data whose label is wrong, and the right expression for each."""
    table = read_table(root, CORRECTIONS, problems)
    corrections: dict[str, str] = {}
    entry = table.section("rules")
    for name in entry.names():
        corrections[name] = expression = entry.text(name)
        for id in expression_ids(expression):
            if id.lower() not in known:
                entry.report(name, f"{id!r} is neither on the SPDX list nor in the licence data")
    table.end()
    return corrections


def _digest(root: Path, data: str, spdx: Spdx) -> str:
    """A digest of every rules file, of the licence data and of the SPDX list."""
    digest = sha256(data.encode())
    for id in sorted(spdx.ids.values()):
        digest.update(f"{id}\0{spdx.name(id)}\0".encode())
    for name in sorted(path.relative_to(root).as_posix() for path in root.rglob("*.toml")):
        digest.update(f"{name}\0{sha256((root / name).read_bytes()).hexdigest()}\0".encode())
    return digest.hexdigest()
