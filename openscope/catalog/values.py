"""The values of the catalog: what is known about each licence and each kind of restriction."""

from msgspec import Struct

from openscope.model import Category, Copyleft, Limit


class Term(Struct, frozen=True):
    """A kind of restriction.

    `restricts_use` says that it limits what a user may do with the thing (commercially, or by
    field, scale, output, territory or derivation), which makes weights `restricted-weights`;
    `why` gives the reason. `severity` is block, review or note for a commercial service. `binds` is
    what a company must do for it to bind: any of the words, each a fact about the company.
    """

    kind: str
    definition: str
    who_cares: str
    severity: str
    examples: tuple[str, ...]
    restricts_use: bool
    why: str
    advice: str
    binds: tuple[str, ...]


class RuleRestriction(Struct, frozen=True):
    """A restriction as a licence's text states it, with the exact words of its clause.

    `binds` stands in for that of its kind, where this licence differs. Of a naming requirement, `begins` are
    the beginnings of a name that meet it; of an attribution to be displayed, `shows` the words that do. `of`
    is the id of the document whose words they are, where the licence makes another one a part of itself.
    """

    kind: str
    summary: str
    clause: str | None
    quote: str
    limit: Limit | None = None
    binds: tuple[str, ...] | None = None
    begins: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    of: str | None = None


class LicenseRule(Struct, frozen=True):
    """Everything the catalog knows about one licence or exception.

    `id` is its SPDX id (or LicenseRef), `key` its key in the licence data, or None where the data
    does not hold it. `verdict` is False for texts that grant no outbound licence: contributor
    agreements, patent licences and unstated ones. `marks` are phrases that together identify its
    text, and `text` says where that text is: "scancode:<key>", "external", or None.
    """

    id: str
    name: str
    category: Category
    copyleft: Copyleft | None = None
    key: str | None = None
    osi_approved: bool = False
    fsf_libre: bool = False
    deprecated: bool = False
    exception: bool = False
    verdict: bool = True
    version: str | None = None
    steward: str | None = None
    applies_to: str | None = None
    aliases: tuple[str, ...] = ()
    hub: tuple[str, ...] = ()
    hub_names: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    text: str | None = None
    note: str | None = None
    restrictions: tuple[RuleRestriction, ...] = ()


class Ambiguous(Struct, frozen=True):
    """A word that fits several licences, such as "bsd": the ids it may mean, none of them chosen."""

    words: str
    candidates: tuple[str, ...]


class Read(Struct, frozen=True):
    """What a name means that was read part by part; `loose` where it left open how several are joined."""

    meaning: str | Ambiguous
    loose: bool = False
