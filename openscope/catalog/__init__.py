"""The catalog: `rules/` and the installed licence data, as one immutable, strictly checked value."""

from openscope.catalog.catalog import Catalog
from openscope.catalog.company import ALWAYS, TERRITORY, CompanyWords, Territory
from openscope.catalog.errors import CatalogError, Problem
from openscope.catalog.load import license_text, load_catalog, read_catalog
from openscope.catalog.models import ModelRule
from openscope.catalog.providers import HUGGINGFACE, OLLAMA, Provider, Providers
from openscope.catalog.sources import rules_directory, rules_table
from openscope.catalog.values import Ambiguous, LicenseRule, RuleRestriction, Term
from openscope.catalog.wording import normal_text

__all__ = [
    "ALWAYS",
    "HUGGINGFACE",
    "OLLAMA",
    "TERRITORY",
    "Ambiguous",
    "Catalog",
    "CatalogError",
    "CompanyWords",
    "LicenseRule",
    "ModelRule",
    "Problem",
    "Provider",
    "Providers",
    "RuleRestriction",
    "Term",
    "Territory",
    "license_text",
    "load_catalog",
    "normal_text",
    "read_catalog",
    "rules_directory",
    "rules_table",
]
