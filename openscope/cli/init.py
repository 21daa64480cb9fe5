"""`openscope init`: a commented policy, from what stands here."""

from pathlib import Path
from typing import Annotated

import typer

from openscope.cli.options import CacheDir, NoCache, Offline, Quiet, Run, examine
from openscope.cli.streams import emit, fail, save
from openscope.names import POLICY_NAME


def init(
    preset: Annotated[
        str, typer.Option("--preset", "-p", help="What the policy builds on.")
    ] = "commercial-saas",
    force: Annotated[bool, typer.Option("--force", help="Replace a policy that is there.")] = False,
    offline: Offline = False,
    cache_dir: CacheDir = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Write openscope.toml here: the preset, what it asks about the company, and what would not pass."""
    from datetime import date, timedelta

    from openscope.catalog import CatalogError, load_catalog
    from openscope.config import PRESET, load_policy, preset_names
    from openscope.gate import Circumstances, gate
    from openscope.model import Kind
    from openscope.render.policy import policy_text, warns_of_project

    preset = preset.removeprefix(PRESET)
    if preset not in preset_names():
        fail(f"--preset {preset}: one of {', '.join(preset_names())}")
    path = Path(POLICY_NAME)
    if path.exists() and not force:
        fail(f"{POLICY_NAME} is there already: --force replaces it")
    try:
        catalog = load_catalog()
    except CatalogError as error:
        fail(str(error))
    report = examine(["."], Run(0, "native", offline, cache_dir, no_cache, quiet))
    policy = load_policy(f"{PRESET}{preset}", catalog)
    report = gate(report, policy, catalog, Circumstances(date.max))
    allow = policy.rules(Kind.PROJECT, None).allow
    save(path, policy_text(report, preset, allow, catalog, date.today() + timedelta(days=365)))
    count = len(report.items)
    passing = sum(each.verdict is not None and not each.verdict.fails for each in report.items)
    items = f"{count} item{'s' if count != 1 else ''}"
    said = f"{POLICY_NAME}: {items}, of which openscope:{preset} lets {passing} pass"
    if warns_of_project(report):
        said += "; the project names no licence of its own, which is let through with a warning"
    emit(f"{said}; read it, then `openscope check` judges by it\n")
