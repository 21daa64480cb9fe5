"""What a policy says of an item: three-valued over the tree of its expression.

Of an `OR` the best branch counts and is recorded, of an `AND` the worst part; the unknown stays
unknown until somebody names it; `WITH` counts. Restrictions are judged with the licence that they
stand in, so that a choice between licences is a choice between restrictions, too.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from openscope.catalog import Catalog
from openscope.config import Clarification, OnUnknown, Policy, Rules, Treatment, Waiver
from openscope.config.tables import UNKNOWN_LICENSE
from openscope.decide.allow import allowed_by
from openscope.decide.binding import Duty, bears, duties, grant_beside
from openscope.decide.classify import rank_of, standing
from openscope.decide.decisions import in_force
from openscope.decide.restrict import restrict
from openscope.expression import And, Leaf, choose, ids, join, leaves, parse
from openscope.model import (
    Assessment,
    Bound,
    Category,
    Copyleft,
    Kind,
    Label,
    OpennessClass,
    Restriction,
    State,
    Verdict,
)

_STATES = (State.ALLOW, State.UNKNOWN, State.DENY)
_OPENNESS = (
    OpennessClass.CLOSED,
    OpennessClass.RESTRICTED_WEIGHTS,
    OpennessClass.OPEN_WEIGHTS,
    OpennessClass.FULLY_OPEN,
)
# Between branches of one state, the one with less to review, and then the milder category.
_MOST_REVIEWS = 99
_CATEGORIES = 10
# How much of a declaration that names no licence is repeated: some hold a whole text.
_LONGEST = 80


class Judgement(Struct, frozen=True):
    """A verdict, and the decisions of the policy that made a difference to it."""

    verdict: Verdict
    used: tuple[Waiver | Clarification, ...]


def judge(
    each: Assessment, policy: Policy, catalog: Catalog, today: date, path: str | None = None
) -> Judgement:
    """Judge one item by a policy. `today` is the day on which exceptions are in force, `path` that of the
    item from the policy's directory, None where they do not lie in one repository.
    """
    clarified = next(iter(in_force(policy.clarifications, each, today, path)), None)
    waivers = in_force(policy.waivers, each, today, path)
    return _Bench(each, policy, catalog, waivers, clarified).judgement()


class _Judged(Struct, frozen=True):
    """One licence: its label, its restrictions, and the waivers that either owes something to."""

    label: Label
    bounds: tuple[Bound, ...] = ()
    used: tuple[Waiver, ...] = ()


class _Bench:
    """One item before its policy; keeps what was found about each licence."""

    def __init__(
        self,
        each: Assessment,
        policy: Policy,
        catalog: Catalog,
        waivers: Sequence[Waiver],
        clarified: Clarification | None,
    ) -> None:
        self._each = each
        self._company = policy.company
        self._catalog = catalog
        self._rules: Rules = policy.rules(each.item.kind, each.item.scope)
        self._waivers = waivers
        self._clarified = clarified
        self._restrictions: defaultdict[str, tuple[Restriction, ...]] = defaultdict(tuple)
        for restriction in each.restrictions:
            self._restrictions[restriction.license] += (restriction,)
        self._judged: dict[Leaf, _Judged] = {}
        self._klass = each.openness.klass if each.openness else None

    def judgement(self) -> Judgement:
        expression, chosen = self._expression(), None
        if expression is None:
            judged = [self._nothing()]
            labels = [judged[0].label]
        else:
            tree = parse(expression)
            branch, _ = choose(tree, self._rank)
            taken = dict.fromkeys(leaves(branch))
            judged = [self._judge(leaf) for leaf in taken]
            labels = [
                replace(self._judge(leaf).label, taken=leaf in taken) for leaf in dict.fromkeys(leaves(tree))
            ]
            chosen = str(branch)
        short_of, openness, waiver = self._openness()
        state = max([openness, *(each.label.state for each in judged)], key=_STATES.index)
        used: list[Waiver | Clarification] = [waiver for each in judged for waiver in each.used]
        used += [decision for decision in (waiver, self._clarified) if decision is not None]
        used = list(dict.fromkeys(used))
        verdict = Verdict(
            state=state,
            fails=state is State.DENY or (state is State.UNKNOWN and self._rules.unknown is OnUnknown.DENY),
            expression=expression,
            chosen=chosen,
            labels=tuple(labels),
            bounds=tuple(bound for each in judged for bound in each.bounds),
            short_of=short_of,
            exceptions=tuple(decision.reason for decision in used),
        )
        return Judgement(verdict, tuple(used))

    def _expression(self) -> str | None:
        """What to judge: what a person clarified, else what was concluded, with the licences of its bases."""
        if self._clarified is not None:
            return self._clarified.license
        concluded = self._each.license.concluded
        if concluded is None:
            return None
        known = set(ids(concluded))
        inherited = dict.fromkeys(
            r.license for r in self._each.restrictions if r.inherited_from and r.license not in known
        )
        return str(join(And, [parse(concluded), *(parse(license) for license in inherited)]))

    def _nothing(self) -> _Judged:
        """An item whose licence nobody could name. Words that may mean several licences of one open
        category ("BSD") are judged by that category; what the others restrict, nobody can tell.
        """
        each = self._each
        words = " ".join((each.license.declared or "").split())
        words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
        leaf = f"“{words}”" if words else "no licence"
        if each.category is Category.UNKNOWN:
            return self._let_pass(
                Label(leaf, State.UNKNOWN, each.because or "nothing was found", named=False)
            )
        stands = (each.category, each.copyleft)
        word = allowed_by(Leaf(leaf), stands, self._klass, self._rules.allow, self._catalog)
        if each.category is Category.PROPRIETARY and self._klass is OpennessClass.CLOSED and not words:
            return self._service(leaf, stands, word)
        several = f"it may mean several {_category(*stands)} licences"
        if word is None:
            return self._let_pass(Label(leaf, State.DENY, f"{several}, which are not allowed", named=False))
        score = max((evidence.score for evidence in each.evidence), default=0.0)
        if each.category not in (Category.PERMISSIVE, Category.COPYLEFT) or score < self._rules.confidence:
            return self._let_pass(Label(leaf, State.UNKNOWN, several, named=False))
        bounds = (self._bound(duty) for duty in duties(leaf, *stands, ()))
        label = Label(leaf, State.ALLOW, f"{several}: {word} is allowed", named=False)
        return self._restricted(label, tuple(bounds))

    def _service(self, leaf: str, stands: tuple[Category, Copyleft | None], word: str | None) -> _Judged:
        """A model that is offered as a service only: no licence is missing, the provider's terms apply."""
        served = f"offered as a service only: {self._each.because or 'its provider has terms of its own'}"
        if word is not None:
            return _Judged(Label(leaf, State.ALLOW, f"{served}; {word} is allowed", named=False))
        for waiver in self._waivers:
            if allowed_by(Leaf(leaf), stands, self._klass, waiver.allow, self._catalog):
                label = Label(leaf, State.ALLOW, f"exception: {waiver.reason}", named=False)
                return _Judged(label, used=(waiver,))
        refused = f"{served}; {_category(*stands)} is not allowed"
        return self._let_pass(Label(leaf, State.DENY, refused, named=False))

    def _let_pass(self, label: Label) -> _Judged:
        """What is unknown, or the exception that lets it pass."""
        if (waiver := self._waiver(UNKNOWN_LICENSE)) is None:
            return _Judged(label)
        return _Judged(replace(label, state=State.ALLOW, why=f"exception: {waiver.reason}"), used=(waiver,))

    # ── one licence ──────────────────────────────────────────────────────────────────────────

    def _rank(self, leaf: Leaf) -> int:
        judged = self._judge(leaf)
        reviews = sum(bound.holds and bound.treatment == Treatment.REVIEW for bound in judged.bounds)
        scale = rank_of(leaf, self._catalog, self._restrictions)
        state = _STATES.index(judged.label.state)
        return (state * (_MOST_REVIEWS + 1) + min(reviews, _MOST_REVIEWS)) * _CATEGORIES + scale

    def _judge(self, leaf: Leaf) -> _Judged:
        if leaf not in self._judged:
            self._judged[leaf] = self._fresh(leaf)
        return self._judged[leaf]

    def _fresh(self, leaf: Leaf) -> _Judged:
        stands = standing(leaf, self._catalog, self._restrictions)
        label = self._label(leaf, stands)
        bounds = self._bounds(leaf, *stands)
        if label.state is not State.ALLOW or any(_matters(bound) for bound in bounds):
            for waiver in self._waivers:
                words = [word for word in waiver.allow if _is_license(word, self._catalog)]
                if word := allowed_by(leaf, stands, self._klass, words, self._catalog):
                    label = Label(str(leaf), State.ALLOW, f"exception for {word}: {waiver.reason}")
                    accepted = tuple(replace(bound, treatment=Treatment.ACCEPT) for bound in bounds)
                    return _Judged(label, accepted, (waiver,))
        if label.state is State.UNKNOWN:
            return replace(self._let_pass(label), bounds=bounds)
        return self._restricted(label, bounds)

    def _label(self, leaf: Leaf, stands: tuple[Category, Copyleft | None]) -> Label:
        """What the lists say of a licence, before its restrictions and exceptions."""
        category, copyleft = stands
        word = allowed_by(leaf, stands, self._klass, self._rules.allow, self._catalog)
        if word is None and category is Category.UNKNOWN:
            return Label(str(leaf), State.UNKNOWN, self._unknown(leaf))
        if word is None:
            return Label(str(leaf), State.DENY, f"{_category(category, copyleft)} is not allowed")
        score = self._score(leaf)
        if score < self._rules.confidence:
            why = f"its evidence scores {score:.2f}, less than the {self._rules.confidence:.2f} asked for"
            return Label(str(leaf), State.UNKNOWN, why)
        return Label(str(leaf), State.ALLOW, f"{word} is allowed")

    def _restricted(self, label: Label, bounds: tuple[Bound, ...]) -> _Judged:
        """The label with what its restrictions add: those that an exception names are accepted."""
        used: list[Waiver] = []
        found: list[Bound] = []
        for bound in bounds:
            waiver = self._waiver(bound.kind) if _matters(bound) else None
            if waiver is not None:
                used.append(waiver)
                reason = f"{bound.reason}; exception: {waiver.reason}"
                bound = replace(bound, treatment=Treatment.ACCEPT, reason=reason)
            found.append(bound)
        blocked = next((each for each in found if each.holds and each.treatment == Treatment.BLOCK), None)
        if blocked is not None and label.state is State.ALLOW:
            why = f"{blocked.kind}: {blocked.reason}"
            label = replace(label, state=State.DENY, why=why, blocked=True)
        return _Judged(label, tuple(found), tuple(used))

    def _unknown(self, leaf: Leaf) -> str:
        rule = self._catalog.license(leaf.id.rstrip("+"))
        if rule is None:
            return "no licence that openscope knows"
        if leaf.exception and not self._catalog.is_exception(leaf.exception):
            return f"{leaf.exception} is no exception that openscope knows"
        if not rule.verdict:
            return "it grants no right to use anything"
        return "what it allows is not known"

    def _score(self, leaf: Leaf) -> float:
        """The best score of the evidence that names the licence; a person's clarification is certain."""
        if self._clarified is not None or any(r.inherited_from for r in self._restrictions[leaf.id]):
            return 1.0
        evidence = self._each.evidence
        return max((e.score for e in evidence if leaf.id in ids(e.expression)), default=0.0)

    def _bounds(self, leaf: Leaf, category: Category, copyleft: Copyleft | None) -> tuple[Bound, ...]:
        """The restrictions of a licence as they bear on the company; those of a branch that was not taken,
        or that a person named, come from the rules.
        """
        known = self._restrictions[leaf.id] or restrict(str(leaf), self._catalog, {}, self._each.evidence)
        if leaf.exception is not None and category is Category.COPYLEFT:
            # The exception lets go of what the licence asks of the whole work.
            known = tuple(each for each in known if each.kind != "share-alike")
        found: list[Restriction | Duty] = [*known, *duties(leaf.id, category, copyleft, known)]
        return tuple(self._bound(restriction, grant_beside(restriction, known)) for restriction in found)

    def _bound(self, restriction: Restriction | Duty, grant: Restriction | None = None) -> Bound:
        bearing, reason = bears(restriction, self._company, self._each.item.scope, self._catalog, grant)
        words = restriction if isinstance(restriction, Restriction) else None
        return Bound(
            kind=restriction.kind,
            license=restriction.license,
            bearing=bearing,
            reason=reason,
            treatment=self._rules.treatments.get(restriction.kind, Treatment.ACCEPT),
            summary=restriction.summary,
            path=words.path if words else None,
            line=words.line if words else None,
        )

    # ── exceptions and openness ──────────────────────────────────────────────────────────────

    def _waiver(self, word: str) -> Waiver | None:
        return next((waiver for waiver in self._waivers if word in waiver.allow), None)

    def _openness(self) -> tuple[OpennessClass | None, State, Waiver | None]:
        """The openness that is asked for and not shown, what follows from that, and what lets it pass."""
        asked = self._rules.openness
        if self._each.item.kind is not Kind.MODEL or asked is None:
            return None, State.ALLOW, None
        klass = self._klass or OpennessClass.UNKNOWN
        if klass is OpennessClass.UNKNOWN:
            waiver = self._waiver(UNKNOWN_LICENSE)
            return (None, State.ALLOW, waiver) if waiver else (asked, State.UNKNOWN, None)
        if _OPENNESS.index(klass) >= _OPENNESS.index(asked):
            return None, State.ALLOW, None
        waiver = self._waiver(klass)
        return (None, State.ALLOW, waiver) if waiver else (asked, State.DENY, None)


def _category(category: Category, copyleft: Copyleft | None) -> str:
    return f"{copyleft} {category}" if copyleft else str(category)


def _matters(bound: Bound) -> bool:
    """Whether the policy would do something about it."""
    return bound.holds and bound.treatment != Treatment.ACCEPT


def _is_license(word: str, catalog: Catalog) -> bool:
    """Whether a word of an exception speaks of licences, not of a kind of restriction."""
    return word != UNKNOWN_LICENSE and word not in catalog.terms
