"""The values that flow through openscope: frozen, without I/O, and the same in every stage.

The files are in the order of the flow: what is collected (`Item`, `Document`, `Skipped`), what is
detected (`Evidence`, `Clause`, `Signal`, `Reference`, `Reading`), what is concluded (`License`,
`Restriction`, `Openness`, `Finding`), what is judged (`Verdict`) and what is reported (`Assessment`,
`Report`); `vocabulary` has the words that they are made of.
"""

from openscope.model.collected import Base, Collected, Dependency, Document, Item, Published, Skipped, Told
from openscope.model.concluded import Finding, License, Mof, MofGap, Openness, PillarVerdict, Restriction
from openscope.model.detected import Allowance, Clause, Evidence, Examined, Limit, Reading, Reference, Signal
from openscope.model.judged import Bound, Label, Verdict
from openscope.model.reported import Assessment, FileReport, Judge, Report, Target
from openscope.model.vocabulary import (
    Bearing,
    Category,
    Copyleft,
    GapReason,
    Kind,
    MofClass,
    OpennessClass,
    Origin,
    Pillar,
    PillarState,
    Relation,
    Role,
    Scope,
    Severity,
    SkipCode,
    Source,
    State,
)

__all__ = [
    "Allowance",
    "Assessment",
    "Base",
    "Bearing",
    "Bound",
    "Category",
    "Clause",
    "Collected",
    "Copyleft",
    "Dependency",
    "Document",
    "Evidence",
    "Examined",
    "FileReport",
    "Finding",
    "GapReason",
    "Item",
    "Judge",
    "Kind",
    "Label",
    "License",
    "Limit",
    "Mof",
    "MofClass",
    "MofGap",
    "Openness",
    "OpennessClass",
    "Origin",
    "Pillar",
    "PillarState",
    "PillarVerdict",
    "Published",
    "Reading",
    "Reference",
    "Relation",
    "Report",
    "Restriction",
    "Role",
    "Scope",
    "Severity",
    "Signal",
    "SkipCode",
    "Skipped",
    "Source",
    "State",
    "Target",
    "Told",
    "Verdict",
]
