"""From a licence to its restrictions: the curated rows of known licences, the clauses of unknown ones."""

from collections.abc import Mapping

from openscope.catalog import Catalog, RuleRestriction
from openscope.expression import leaves, parse
from openscope.model import Clause, Evidence, Restriction


def restrict(
    chosen: str | None,
    catalog: Catalog,
    clauses: Mapping[str, tuple[Clause, ...]],
    evidence: tuple[Evidence, ...],
) -> tuple[Restriction, ...]:
    """The restrictions of an expression in which each `OR` is decided.

    `clauses` are what was found in the item's texts, by the licence id they belong to. For a known
    licence they are its parameters (a Change Date), and stand in for the curated row of their kind.
    """
    found: list[Restriction] = []
    for leaf in leaves(parse(chosen)) if chosen else ():
        rule = catalog.license(leaf.id.rstrip("+"))
        special = clauses.get(leaf.id, ())
        where = next((e for e in evidence if e.expression and leaf.id in e.expression), None)
        rows = rule.restrictions if rule else ()
        for row in rows:
            found += [_from_row(row, leaf.id, where)] if row.kind not in {c.kind for c in special} else []
        for clause in special:
            same = next((row for row in rows if row.kind == clause.kind), None)
            found.append(
                _from_clause(clause, leaf.id, same.summary if same else catalog.terms[clause.kind].definition)
            )
    return tuple(dict.fromkeys(found))


def _from_row(row: RuleRestriction, id: str, where: Evidence | None) -> Restriction:
    return Restriction(
        kind=row.kind,
        summary=row.summary,
        license=id,
        quote=row.quote,
        clause=row.clause,
        limit=row.limit,
        path=where.path if where else None,
        line=where.start_line if where else None,
    )


def _from_clause(clause: Clause, id: str, summary: str) -> Restriction:
    return Restriction(
        kind=clause.kind,
        summary=summary,
        license=id,
        quote=clause.quote,
        limit=clause.limit,
        path=clause.path,
        line=clause.start_line,
    )
