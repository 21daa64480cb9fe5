"""One licence as far as a name told of it, and what two things that are said of it are together."""

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog.families import Families, Words
from openscope.catalog.values import Ambiguous
from openscope.expression import And, Or, ids, join, parse


class NotReadError(Exception):
    """A word that is not understood, or two that do not agree."""


class Term(Struct, frozen=True):
    """One licence, as far as it was said: a family and its version, an id or expression, or candidates."""

    stem: str | None = None
    version: str | None = None
    later: bool = False
    expression: str | None = None
    candidates: tuple[str, ...] = ()
    exception: str | None = None
    riders: tuple[str, ...] = ()

    @property
    def nameless(self) -> bool:
        """Whether only a version or "or later" was said."""
        return self.stem is None and self.expression is None and not self.candidates


Part = Term | str | tuple[str, ...]
"""One licence, several as an expression, or the candidates of those that are not clear."""

OR, AND, LIST = "or", "and", ","
"""What may stand between two licences; a comma leaves it open which of the two it is."""

Resolve = Callable[[str], str | Ambiguous | None]
"""The catalogue's answer for a whole name."""


class Terms:
    """What terms mean, by the families and the tables."""

    def __init__(self, words: Words, families: Families, resolve: Resolve) -> None:
        self.words, self.families, self.resolve = words, families, resolve

    def of(self, known: str | Ambiguous) -> Term:
        """The term of what the tables know."""
        if isinstance(known, Ambiguous):
            return Term(candidates=known.candidates)
        if known in self.families.of:
            return Term(*self.families.of[known])
        return Term(expression=known)

    def merged(self, first: Term, second: Term) -> Term:
        """Two things said of one licence. They must agree."""
        if (
            second.stem is None and second.expression is None and not second.candidates
        ):  # a version, or "later"
            if (
                first.expression is not None
                or first.candidates
                or (first.version is not None and second.version not in (None, first.version))
            ):
                raise NotReadError
            return replace(first, version=second.version or first.version, later=first.later or second.later)
        if first.nameless:
            return self.merged(second, first)
        later, exception = first.later or second.later, first.exception or second.exception
        riders = tuple(dict.fromkeys((*first.riders, *second.riders)))
        if first.stem is not None and first.stem == second.stem:
            versions = {first.version, second.version} - {None}
            if len(versions) > 1:
                raise NotReadError
            version = next(iter(versions), None)
            return Term(first.stem, version, later, exception=exception, riders=riders)
        one, other = self.ids(first), self.ids(second)
        for few, many, term in ((one, other, first), (other, one, second)):
            if len(few) == 1 and (few[0] in many or few[0] in self._refined(many)):
                return replace(term, exception=exception, riders=riders)
        if both := tuple(id for id in one if id in other):
            return Term(candidates=both, exception=exception, riders=riders)
        raise NotReadError

    def _refined(self, ids: tuple[str, ...]) -> tuple[str, ...]:
        return self.words.refined.get(ids[0], ()) if len(ids) == 1 else ()

    def ids(self, term: Term) -> tuple[str, ...]:
        """What the term may mean, one where it is clear."""
        if term.expression is not None:
            return (term.expression,)
        if term.stem is None:
            return term.candidates
        versions = self.families.ids[term.stem]
        if term.version is None:
            told = self.resolve(term.stem)
            if isinstance(told, str):
                return (told,)
            if isinstance(told, Ambiguous):
                return tuple(id for id in told.candidates if not term.later or not id.endswith("-only"))
            return tuple(dict.fromkeys(id for pair in versions.values() for id in pair[term.later :]))
        if term.version not in versions:
            raise NotReadError
        return (versions[term.version][term.later],)

    def meaning(self, term: Term) -> str | tuple[str, ...]:
        """The term as an expression, or its candidates where it is not clear."""
        found = self.ids(term)
        if not found:
            raise NotReadError
        # That the list has but one version does not say that there is no other.
        if len(found) > 1 or (term.stem and term.version is None and self.resolve(term.stem) != found[0]):
            return found
        meaning = found[0]
        if term.exception is not None:
            if " " in meaning:
                raise NotReadError
            meaning = f"{meaning} WITH {term.exception}"
        return str(join(And, [parse(meaning), *map(parse, term.riders)]))

    def several(
        self, parts: Sequence[Part], signs: Sequence[str], choice: bool
    ) -> tuple[str | tuple[str, ...], bool]:
        """What several licences are together, and whether it was left open how they are joined.

        `signs` stand between the parts; `choice` says that something told that they may be chosen from. Where
        one is not clear, the candidates of all are given.
        """
        meanings = [self.meaning(part) if isinstance(part, Term) else part for part in parts]
        kinds = set(signs)
        if LIST in kinds and {OR, AND} <= kinds:
            raise NotReadError
        if any(isinstance(each, tuple) for each in meanings):
            each_of = (each if isinstance(each, tuple) else ids(each) for each in meanings)
            return tuple(dict.fromkeys(id for each in each_of for id in each)), False
        trees = [parse(each) for each in meanings if isinstance(each, str)]
        if choice or self._is_choice(parts):
            return str(join(Or, trees)), False
        groups = [[trees[0]]]  # "and" binds more closely; a list goes with its last sign
        for sign, tree in zip(signs, trees[1:], strict=True):
            if sign == OR or (sign == LIST and OR in kinds):
                groups.append([tree])
            else:
                groups[-1].append(tree)
        return str(join(Or, [join(And, group) for group in groups])), kinds == {LIST}

    def _is_choice(self, parts: Sequence[Part]) -> bool:
        """Whether these families are always offered to choose from."""
        stems = frozenset(part.stem for part in parts if isinstance(part, Term) and part.stem)
        return len(parts) == len(stems) and stems in self.words.choices
