"""Who developed a model or dataset, by the organisation in its name on the Hub or the provider of it."""

from openscope.catalog import Catalog
from openscope.decide.known import SERVICE
from openscope.model import Developer, Item, Kind


def developer(item: Item, catalog: Catalog) -> Developer | None:
    """The developer that `rules/organisations.toml` knows, else the one that a bill of materials names; None
    for what is neither, or not known.

    A name that the Hub still answers to without an organisation ("gpt2") is that of its repository.
    """
    if item.kind not in (Kind.MODEL, Kind.DATASET):
        return None
    return _by_name(item, catalog) or (item.stated.developer if item.stated else None)


def _by_name(item: Item, catalog: Catalog) -> Developer | None:
    if item.id.startswith(SERVICE):
        return catalog.organisations.by_provider.get(item.id.removeprefix(SERVICE).partition("/")[0])
    renamed = catalog.providers.models if item.kind is Kind.MODEL else catalog.providers.datasets
    return catalog.organisations.on_hub(renamed.get(item.name, item.name))
