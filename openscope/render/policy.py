"""The policy that `openscope init` writes: a preset, questions about the company, what does not pass."""

import json
from collections import Counter

from openscope.catalog import Catalog
from openscope.config import preset_names
from openscope.config.tables import UNKNOWN_LICENSE
from openscope.decide.decisions import digest_of, unversioned
from openscope.model import Assessment, Kind, Report, State
from openscope.render.style import printable

_MOST = 50

_HEAD = """\
# What we allow ourselves to use: `openscope check` judges by it, `openscope explain WORD` explains a word.
# Every key: policy-1.schema.json in the openscope package.
schema = 1

# A key below stands in for the preset's key of the same name; kinds under block, review and accept are added.
# Other presets: {others}.
extend = "openscope:{preset}"

[policy]
# Licence categories (permissive, copyleft, copyleft:weak, copyleft:strong, copyleft:network,
# source-available, proprietary), openness classes (open-weights, fully-open, …) and SPDX ids.
# allow = [{allow}]
# What is allowed besides. With block = ["share-alike"], this lets the GPL in where we distribute nothing:
# also_allow = ["copyleft:strong"]
# What nobody has said yes to: "deny", or "warn".
# unknown = "deny"
# block = []
# review = []
# accept = []
# The least score (0 to 1) of the evidence for a licence.
# confidence = 0.8

{project}# [policy.model]
# openness = "open-weights"

# [policy.scope.development]
# also_allow = ["copyleft"]

# What we do decides which restrictions bind. What is not stated counts as possible.
[company]
"""
_PROJECT = """\
# This repository names no licence of its own.
[policy.project]
unknown = "warn"

"""
_FIGURES = """\
# monthly_active_users = 10_000
# annual_revenue = { value = 1_000_000, currency = "USD" }
# employees = 20
# regions = ["US", "EU"]
"""
_EXCEPTIONS = """
# What the preset does not let pass today. An exception needs a reason; it ends with its day, and with the
# words that it rests on. Or let only what is new fail: `openscope check --write-baseline FILE`, and from
# then on `openscope check --baseline FILE`.
"""


def policy_text(report: Report, preset: str, allow: tuple[str, ...], catalog: Catalog) -> str:
    """The text of `openscope.toml` for a report that was judged by the preset. `allow` is what it allows."""
    others = ", ".join(name for name in preset_names() if name != preset)
    failing = [each for each in report.items if each.verdict and each.verdict.fails]
    own = [each for each in failing if each.item.kind is Kind.PROJECT and not each.license.declared]
    failing = [each for each in failing if each not in own or each.license.concluded]
    head = _HEAD.format(
        preset=preset,
        others=others,
        allow=", ".join(f'"{word}"' for word in allow),
        project=_PROJECT if any(each.license.concluded is None for each in own) else "",
    )
    facts = [
        f"# {name} = true{' ' * (22 - len(name))}# we {words}\n"
        for name, words in catalog.company.facts.items()
    ]
    proposals = [_proposal(each) for each in failing[:_MOST]]
    if len(failing) > _MOST:
        proposals.append(f"\n# … and {len(failing) - _MOST} more: `openscope check` lists them.\n")
    return "".join([_found(report), head, *facts, _FIGURES, _EXCEPTIONS if failing else "", *proposals])


def _proposal(each: Assessment) -> str:
    """An exception for an item, in comments: somebody has to decide."""
    labels = [label for label in (each.verdict.labels if each.verdict else ()) if label.taken]
    labels = [label for label in labels if label.state is not State.ALLOW]
    words = [label.leaf if label.state is State.DENY else UNKNOWN_LICENSE for label in labels]
    allow = ", ".join(_string(word) for word in dict.fromkeys(words)) or _string(UNKNOWN_LICENSE)
    why = "; ".join(f"{label.leaf}: {label.why}" for label in labels)
    return (
        f"\n# {printable(each.item.name)}: {printable(why)}\n"
        f"# [[exception]]\n# item = {_string(unversioned(each.item.id))}\n# allow = [{allow}]\n"
        f'# reason = ""\n# owner = ""\n# expires = 2027-12-31\n# evidence_sha256 = "{digest_of(each)}"\n'
    )


def _found(report: Report) -> str:
    counts = Counter(str(each.category) for each in report.items)
    words = ", ".join(f"{count} {category}" for category, count in sorted(counts.items()))
    return f"# Found here when this was written: {words or 'nothing'}.\n"


def _string(text: str) -> str:
    """A TOML string on one line."""
    return printable(json.dumps(text, ensure_ascii=False))
