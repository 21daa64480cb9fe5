"""`openscope explain`: the rule behind a word of the report."""

from difflib import get_close_matches
from typing import Annotated

import typer

from openscope.cli.streams import EXIT_USAGE, emit, fail

# How alike two words are, from 0 to 1, before one is proposed for the other.
_CLOSE = 0.75


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="LICENCE|KIND|CODE|WORD", help="BUSL-1.1, no-hosted-service, OS101, copyleft:weak, …"
        ),
    ],
) -> None:
    """Render the card of a licence, a kind of restriction, a finding, or a word of the policy."""
    from openscope.catalog import Ambiguous, CatalogError, load_catalog
    from openscope.catalog.meanings import read_meanings
    from openscope.checks import ALL, find_check
    from openscope.config.tables import company_keys
    from openscope.render.rule_card import check_card, company_words, license_card, term_card, word_card

    try:
        catalog, meanings = load_catalog(), read_meanings()
    except CatalogError as error:
        fail(str(error), EXIT_USAGE)
    if check := find_check(name):
        emit(check_card(check))
    elif term := catalog.terms.get(name.lower()):
        emit(term_card(term, catalog.licenses_with(term.kind)))
    elif (word := name.lower()) in meanings:
        emit(word_card(word, meanings[word]))
    elif (word := word.replace("-", "_")) in company_keys(catalog):
        emit(word_card(word, *company_words(word, catalog)))
    elif rule := catalog.license(name):
        emit(license_card(rule))
    elif isinstance(meaning := catalog.resolve(name), Ambiguous):
        fail(f"{name!r} may mean {', '.join(meaning.candidates)}: say which")
    elif meaning and (rule := catalog.license(meaning)):
        emit(license_card(rule))
    else:
        words = [
            *catalog.terms,
            *meanings,
            *company_keys(catalog),
            *(word for each in ALL for word in (each.CODE, each.SLUG)),
            *catalog.ids(),
        ]
        near = get_close_matches(name, words, 3, _CLOSE)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        fail(f"{name!r} is no licence, kind of restriction or finding, and no word of a policy{hint}")
