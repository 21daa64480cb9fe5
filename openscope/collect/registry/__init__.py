"""Registries: where packages can be had from, and what is said there of their licences.

One file each. `registry_of` is the table of who answers for which type of package URL.
"""

from openscope.collect.registry import depsdev
from openscope.collect.registry.base import Package, Registry, Source

__all__ = ["Package", "Registry", "Source", "registry_of", "source_of"]


def source_of(package: Package) -> Source | None:
    """The configured registry that a package can be downloaded from; None where there is none."""
    from openscope.collect.registry import npm, pypi, settings  # deps.dev answers for all other types

    if package.type == "pypi":
        return pypi.Index(settings.pip_index())
    if package.type == "npm":
        scope = package.name.partition("/")[0] if package.name.startswith("@") else None
        return npm.Registry(settings.npm_registry(scope))
    return None


def registry_of(package: Package) -> Registry | None:
    """Who is asked about a package's licence: the configured registry, else deps.dev, else nobody."""
    if package.type in depsdev.SYSTEMS:
        return depsdev.DepsDev(depsdev.address())
    return source_of(package)
