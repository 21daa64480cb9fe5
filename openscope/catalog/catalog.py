"""The catalog: one immutable answer to every question about a licence, built by `load_catalog`."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from openscope.catalog.categories import Categories
from openscope.catalog.company import CompanyWords
from openscope.catalog.compatibility import Compatibility
from openscope.catalog.datasets import Datasets
from openscope.catalog.families import Families, Words
from openscope.catalog.licenses import DATA_PREFIX
from openscope.catalog.models import Models
from openscope.catalog.names import Names, fold, page
from openscope.catalog.organisations import Organisations
from openscope.catalog.providers import Providers
from openscope.catalog.sources import Entry, read_name
from openscope.catalog.spdx import Spdx
from openscope.catalog.values import Ambiguous, LicenseRule, Read, Term
from openscope.expression import And, Expression, Leaf, join

if TYPE_CHECKING:
    from openscope.catalog.grammar import Grammar

DATA_REF = "LicenseRef-scancode-"
_MOST_READ = 4096


class Catalog(Struct, frozen=True, eq=False, dict=True):
    """Every licence that openscope knows, and the vocabulary that restrictions are written in.

    `digest` identifies the rules and the licence data that it was made from; `corrections` maps a
    rule of the licence data whose label is wrong to the right SPDX expression; `models` are the base
    models whose licences are known, `providers` those who serve models by name, `organisations` those
    who develop them, `datasets` what models are often trained on; `compatibility` says which licences
    cannot be combined; `company` is what may be said of a company, `metrics` the figures that limits are
    about.
    """

    digest: str
    terms: Mapping[str, Term]
    corrections: Mapping[str, str]
    models: Models
    company: CompanyWords
    metrics: tuple[str, ...]
    providers: Providers
    compatibility: Compatibility
    organisations: Organisations
    datasets: Datasets
    _curated: Mapping[str, LicenseRule]
    _entries: Mapping[str, Entry]
    _keys: Mapping[str, str]
    _categories: Categories
    _names: Names
    _spdx: Spdx
    _words: Words
    _families: Families

    def license(self, id: str) -> LicenseRule | None:
        """The licence or exception of an id, in any case; a retired id answers as the current one."""
        if (rule := self._rules.get(id)) is not None:
            return rule
        wanted = self._current(id.strip().lower())
        rule = self._rules.get(wanted) or self._curated.get(wanted) or self._plain(wanted)
        if rule is not None:
            self._rules[wanted] = self._rules[rule.id] = rule
        return rule

    def from_key(self, key: str) -> str:
        """The SPDX id of a key of the licence data: "bsl-1.1" is BUSL-1.1."""
        return self._keys.get(key, f"{DATA_REF}{key}")

    def resolve(self, words: str) -> str | Ambiguous | None:
        """What a declared word or name means: an id or expression, or candidates; None if not understood."""
        words = page(words) or words
        exact = words.strip().lower()
        folded = fold(words)
        if not folded or folded in self._names.nothing:
            return None
        candidates = self._names.ambiguous.get(folded)
        if candidates is not None:
            return Ambiguous(words, candidates)
        replaced = self._spdx.deprecated.get(exact)
        if replaced is not None:
            return replaced
        rule = self.license(exact)
        if rule is not None:
            return rule.id
        return self._names.meanings.get(folded)

    def read(self, words: str) -> Read | None:
        """What a name means that no table holds as a whole, read part by part; None if not understood.

        Slower than `resolve`, which is to be asked first.
        """
        if words not in self._read:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            self._read[words] = self._grammar.read(words)
        return self._read[words]

    def meaning(self, words: str) -> str | Ambiguous | None:
        """What a declaration means, as a whole or part by part: the answer of `resolve`, else of `read`."""
        known = self.resolve(words)
        if known is not None:
            return known
        read = self.read(words)
        return read.meaning if read is not None else None

    def ridden(self, tree: Expression) -> Expression:
        """The expression with `AND` where a rider was written like an exception: "MIT WITH Commons-Clause".

        An exception allows more than the licence that it stands with, a rider less.
        """
        if not isinstance(tree, Leaf):
            return join(type(tree), [self.ridden(each) for each in tree.args])
        if tree.exception not in self._words.riders:
            return tree
        return join(And, [Leaf(tree.id), Leaf(tree.exception)])

    def license_name(self, words: str) -> str | None:
        """The id that a Hub card's `license_name` means, or None where it is unknown or fits several."""
        meaning = self._names.hub_names.get(fold(words)) or self.resolve(words)
        return meaning if isinstance(meaning, str) else None

    def marked(self) -> Sequence[LicenseRule]:
        """The licences whose texts are identified by their marks, in the order of their ids."""
        rules = {rule.id: rule for rule in self._curated.values() if rule.marks}
        return tuple(rules[id] for id in sorted(rules))

    def ids(self) -> Sequence[str]:
        """Every id on the SPDX list, and every one that has a file in `rules/licenses`."""
        return sorted({*self._spdx.ids.values(), *(rule.id for rule in self._curated.values())})

    def displayed(self) -> Sequence[str]:
        """The words that licences ask to be displayed, each once."""
        rows = (row for rule in self._curated.values() for row in rule.restrictions)
        return sorted({words for row in rows for words in row.shows})

    def licenses_with(self, kind: str) -> Sequence[str]:
        """The ids of the licences with a restriction of this kind."""
        rules = self._curated.values()
        return sorted({rule.id for rule in rules if any(row.kind == kind for row in rule.restrictions)})

    def is_exception(self, id: str) -> bool:
        """Whether an id names an exception, to stand behind WITH."""
        rule = self.license(id)
        return rule is not None and rule.exception

    @cached_property
    def _rules(self) -> dict[str, LicenseRule]:
        """The licences that were asked for."""
        return {}

    @cached_property
    def _read(self) -> dict[str, Read | None]:
        """The names that were asked for."""
        return {}

    @cached_property
    def _grammar(self) -> "Grammar":
        from openscope.catalog.grammar import Grammar  # most declarations are found in a table

        return Grammar(self._words, self._families, self.resolve, self.is_exception)

    def _current(self, wanted: str) -> str:
        wanted = self._spdx.replaces.get(wanted, wanted).lower()
        replaced = self._spdx.deprecated.get(wanted)
        if replaced is not None and " " not in replaced:
            return replaced.lower()
        return wanted

    def _plain(self, wanted: str) -> LicenseRule | None:
        """A licence without a file of its own, made from the licence data and the SPDX list."""
        entry = self._entries.get(wanted)
        spelling = self._spdx.ids.get(wanted)
        if spelling is None:
            if entry is None:
                return None
            spelling = self.from_key(entry.key)
            if spelling.lower() != wanted:
                return self.license(spelling)
        standing = self._categories.standing(spelling, entry.category if entry is not None else None)
        key = entry.key if entry is not None else None
        return LicenseRule(
            id=spelling,
            name=self._spdx.name(spelling) or (key and read_name(key)) or spelling,
            category=standing.category,
            copyleft=standing.copyleft,
            key=key,
            osi_approved=self._spdx.osi_approved(spelling),
            fsf_libre=self._spdx.fsf_libre(spelling),
            deprecated=self._spdx.is_deprecated(spelling) or (entry is not None and entry.deprecated),
            exception=self._is_exception(spelling, entry),
            verdict=standing.verdict,
            text=f"{DATA_PREFIX}{key}" if key is not None else None,
        )

    def _is_exception(self, spelling: str, entry: Entry | None) -> bool:
        """The SPDX list decides: the licence data files GPL-2.0-with-classpath-exception as an exception."""
        if spelling.lower() in self._spdx.ids:
            return self._spdx.is_exception(spelling)
        return entry is not None and entry.exception
