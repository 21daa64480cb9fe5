"""The policy that `openscope init` writes: a preset, questions about the company, what does not pass."""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date

from openscope.catalog import Catalog
from openscope.config import preset_names
from openscope.config.tables import UNKNOWN_LICENSE
from openscope.decide.decisions import digest_of, unversioned
from openscope.model import Assessment, Kind, Label, Report, State
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
# sector = "medical"
"""
_OWN = """
# What stands here is ours: nobody has to license it to us.
[[exception]]
item = {item}
allow = [{allow}]
reason = "our own"
"""
_EXCEPTIONS = """
# What the preset does not let pass today. An exception needs a reason; it ends with its day, and with the
# words that it rests on. Or let only what is new fail: `openscope check --write-baseline FILE`, and from
# then on `openscope check --baseline FILE`.
"""


def policy_text(report: Report, preset: str, allow: tuple[str, ...], catalog: Catalog, expires: date) -> str:
    """The text of `openscope.toml` for a report that was judged by the preset. `allow` is what it allows,
    `expires` the last day of the exceptions that are proposed.
    """
    others = ", ".join(name for name in preset_names() if name != preset)
    failing = [each for each in report.items if each.verdict and each.verdict.fails]
    own = _own(failing)
    failing = [each for each in failing if each not in own or each.license.concluded]
    ours = [each for each in failing if each.item.path == "." and each.item.dependency is None]
    failing = [each for each in failing if each not in ours]
    head = _HEAD.format(
        preset=preset,
        others=others,
        allow=", ".join(f'"{word}"' for word in allow),
        project=_PROJECT if warns_of_project(report) else "",
    )
    facts = [
        f"# {name} = true{' ' * (22 - len(name))}# you {words}\n"
        for name, words in catalog.company.facts.items()
    ]
    proposals = [_proposal(each, expires) for each in failing[:_MOST]]
    if len(failing) > _MOST:
        proposals.append(f"\n# … and {len(failing) - _MOST} more: `openscope check` lists them.\n")
    exceptions = _EXCEPTIONS if failing else ""
    return "".join([_found(report), head, *facts, _FIGURES, *map(_ours, ours), exceptions, *proposals])


def warns_of_project(report: Report) -> bool:
    """Whether the policy lets the missing licence of the project itself pass, with a warning."""
    failing = [each for each in report.items if each.verdict and each.verdict.fails]
    return any(each.license.concluded is None for each in _own(failing))


def _own(failing: Sequence[Assessment]) -> list[Assessment]:
    return [each for each in failing if each.item.kind is Kind.PROJECT and not each.license.declared]


def _ours(each: Assessment) -> str:
    return _OWN.format(item=_string(unversioned(each.item.id)), allow=_allow(_in_the_way(each)))


def _proposal(each: Assessment, expires: date) -> str:
    """An exception for an item, in comments: somebody has to decide."""
    labels = _in_the_way(each)
    why = "; ".join(f"{label.leaf}: {label.why}" for label in labels)
    return (
        f"\n# {printable(each.item.name)}: {printable(why)}\n"
        f"# [[exception]]\n# item = {_string(unversioned(each.item.id))}\n# allow = [{_allow(labels)}]\n"
        f'# reason = ""\n# owner = ""\n# expires = {expires}\n# evidence_sha256 = "{digest_of(each)}"\n'
    )


def _in_the_way(each: Assessment) -> list[Label]:
    labels = each.verdict.labels if each.verdict else ()
    return [label for label in labels if label.taken and label.state is not State.ALLOW]


def _allow(labels: Sequence[Label]) -> str:
    words = [label.leaf if label.named and label.state is State.DENY else UNKNOWN_LICENSE for label in labels]
    return ", ".join(_string(word) for word in dict.fromkeys(words)) or _string(UNKNOWN_LICENSE)


def _found(report: Report) -> str:
    counts = Counter(str(each.category) for each in report.items)
    words = ", ".join(f"{count} {category}" for category, count in sorted(counts.items()))
    return f"# Found here when this was written: {words or 'nothing'}.\n"


def _string(text: str) -> str:
    """A TOML string on one line."""
    return printable(json.dumps(text, ensure_ascii=False))
