"""The policy: what a company allows itself to use, and what it does. Found, read strictly, never guessed.

`load_policy` reads a file or a preset, `find_policy` looks for one from a directory upwards. The
configuration of what is scanned is never read: whoever judges brings the policy.
"""

from openscope.config.find import find_policy, repository_root
from openscope.config.load import PRESET, ConfigError, Mistake, load_policy, preset_names
from openscope.config.values import (
    Clarification,
    Company,
    Money,
    OnUnknown,
    Policy,
    Rules,
    Treatment,
    Waiver,
)

__all__ = [
    "PRESET",
    "Clarification",
    "Company",
    "ConfigError",
    "Mistake",
    "Money",
    "OnUnknown",
    "Policy",
    "Rules",
    "Treatment",
    "Waiver",
    "find_policy",
    "load_policy",
    "preset_names",
    "repository_root",
]
