"""`openscope check`: scan, then judge by the policy."""

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer
from msgspec.structs import replace

from openscope.cli.options import (
    CacheDir,
    Color,
    Engine,
    Format,
    Jobs,
    NoCache,
    Offline,
    Output,
    Quiet,
    Run,
    Targets,
    UseColor,
    Verbose,
    checked,
    examine,
    placed,
    style_of,
    working_directory,
)
from openscope.cli.scan import say_incomplete
from openscope.cli.streams import EXIT_INCOMPLETE, EXIT_VIOLATION, append, complain, emit, fail, save

if TYPE_CHECKING:
    from openscope.catalog import Catalog
    from openscope.collect.changes import Changes
    from openscope.config import Policy
    from openscope.gate import Circumstances
    from openscope.model import Finding, Report

P = ParamSpec("P")

_MAX_STEP_SUMMARY = 1024 * 1024


def check(
    targets: Targets = None,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            "-c",
            envvar="OPENSCOPE_CONFIG",
            metavar="FILE|openscope:PRESET",
            help="The policy, instead of the openscope.toml above the working directory.",
        ),
    ] = None,
    fail_on: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on",
            envvar="OPENSCOPE_FAIL_ON",
            help="From where the policy fails: error (the default), warning or note. A code or slug adds any"
            " finding of that name to it.",
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", envvar="OPENSCOPE_EXIT_ZERO", help="A violation does not fail.")
    ] = False,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            envvar="OPENSCOPE_BASELINE",
            help="Findings that are known: only what is new counts.",
        ),
    ] = None,
    write_baseline: Annotated[
        Path | None,
        typer.Option("--write-baseline", help="Write what is found now as the baseline, and pass."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            envvar="OPENSCOPE_SINCE",
            metavar="REF",
            help="Only findings in files that changed since.",
        ),
    ] = None,
    today: Annotated[
        str | None,
        typer.Option(
            "--today",
            envvar="OPENSCOPE_TODAY",
            metavar="DATE",
            help="The day on which exceptions are judged.",
        ),
    ] = None,
    format: Format = "terminal",
    output: Output = None,
    jobs: Jobs = 0,
    engine: Engine = "native",
    offline: Offline = False,
    cache_dir: CacheDir = None,
    no_cache: NoCache = False,
    color: UseColor = Color.AUTO,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> None:
    r"""Judge what stands here by the policy in openscope.toml or \[tool.openscope].

    Exit code 0, 1 where the policy is violated, or 3 where something could not be examined. 1 beats 3.
    """
    from openscope.baseline import baseline_text
    from openscope.catalog import CatalogError, load_catalog
    from openscope.collect.changes import Changes
    from openscope.config import repository_root
    from openscope.gate import failing, gate
    from openscope.render import render

    files = checked(format, output, engine, quiet, verbose)
    words = _fail_on(fail_on)
    day = _day(today)
    here = working_directory()
    root = repository_root(here)
    with Changes(root or here, since) as changes:  # git works while the rules and the policy are read
        try:
            catalog = load_catalog()
        except CatalogError as error:
            fail(str(error))
        policy, covers, file = _policy(config, here, root, catalog)
        circumstances = _circumstances(day, baseline if write_baseline is None else None, changes, since)
    top = root or covers
    asked = targets or ["."]
    report = examine(asked, Run(jobs, engine, offline, cache_dir, no_cache, quiet))
    whole = since is None and any(_covers(target, covers) for target in asked)
    below = covers if config is None else None
    parts = frozenset(number for number, target in enumerate(asked) if _is_part(target, below))
    circumstances = replace(circumstances, whole=whole, home=_home(file, top), parts=parts)
    report = gate(placed(report, top), policy, catalog, circumstances)
    kept = None
    if write_baseline is not None:
        kept, report = _kept(report)
    against = failing(report, words)
    report = _with_excerpts(_decided(report, against), top)
    style = style_of(color, quiet, verbose)
    written = [_attempt(save, path, render(report, name, style.plain())) for name, path in files]
    if write_baseline is not None and kept is not None:
        written.append(_attempt(save, write_baseline, baseline_text(kept)))
        if not written[-1]:
            _say_kept(write_baseline, len(kept), len(against))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        text = render(report, "markdown", style.plain())
        written.append(_attempt(append, Path(summary), text, _MAX_STEP_SUMMARY))
    written.append(_attempt(emit, render(report, format, style)))
    if not report.complete:
        say_incomplete(sum(not skip.expected for _, skip in report.skipped))
    failed = bool(against) and not exit_zero and write_baseline is None
    raise typer.Exit(EXIT_VIOLATION if failed else EXIT_INCOMPLETE if not report.complete else max(written))


def _attempt(write: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> int:
    """Write a result. That it cannot be written must not hide that the policy is violated."""
    try:
        write(*args, **kwargs)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else EXIT_INCOMPLETE
    return 0


def _policy(
    config: str | None, here: Path, root: Path | None, catalog: "Catalog"
) -> tuple["Policy", Path, Path | None]:
    """The policy, the directory that it is for, and its file, None for a preset."""
    from openscope.config import PRESET, ConfigError, find_policy, load_policy

    try:
        if config is not None and config.startswith(PRESET):
            return load_policy(config, catalog), root or here, None
        path = Path(config) if config is not None else find_policy(here)
        if path is None:
            fail(
                "no openscope.toml and no [tool.openscope] from here up to the repository's root: "
                "`openscope init` writes one, or take a preset with -c openscope:commercial-saas"
            )
        covers = path.absolute().parent if config is None else root or here
        return load_policy(path, catalog, root or here), covers, path
    except ConfigError as error:
        for mistake in error.mistakes[:-1]:
            complain(str(mistake))
        fail(str(error.mistakes[-1]))


def _home(file: Path | None, top: Path) -> str | None:
    """The directory of the policy's file from the repository's root, None where it does not lie in there."""
    if file is None:
        return None
    directory, root = file.absolute().parent.resolve(), top.resolve()
    return directory.relative_to(root).as_posix() if directory.is_relative_to(root) else None


def _circumstances(
    day: date, baseline: Path | None, changes: "Changes", since: str | None
) -> "Circumstances":
    from openscope.collect.changes import ChangesError
    from openscope.gate import Circumstances

    known: frozenset[str] = frozenset()
    if baseline is not None:
        from openscope.baseline import BaselineError, read_baseline

        try:
            known = read_baseline(baseline)
        except BaselineError as error:
            fail(f"--baseline {error}")
    try:
        changed = changes.files()
    except ChangesError as error:
        fail(f"--since {error}")
    return Circumstances(day, known, changed, since or "")


def _fail_on(words: Sequence[str] | None) -> list[str]:
    from openscope.checks import find_check
    from openscope.model import Severity

    said = [word for each in words or () for word in each.split(",")]
    for word in said:
        if word.lower() not in tuple(Severity) and find_check(word) is None:
            fail(f"--fail-on {word}: neither {', '.join(Severity)} nor the code or slug of a finding")
    return said or [Severity.ERROR]


def _day(word: str | None) -> date:
    if word is None:
        return date.today()
    try:
        return date.fromisoformat(word)
    except ValueError:
        fail(f"--today {word}: write it as 2027-06-30")


def _covers(target: str, directory: Path) -> bool:
    """Whether a target holds everything that the policy is for."""
    try:
        place = Path(target).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return False
    return place.is_dir() and directory.resolve().is_relative_to(place)


def _is_part(target: str, covers: Path | None) -> bool:
    """Whether a target lies below the root of its repository; outside of any, below the directory that the
    policy was found in.
    """
    from openscope.config import repository_root

    try:
        place = Path(target).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):
        return False
    root = repository_root(place) or (covers and covers.resolve())
    return root is not None and root != place and place.is_relative_to(root)


def _decided(report: "Report", against: Sequence["Finding"]) -> "Report":
    """The report with what fails the build."""
    if report.policy is None:
        return report
    prints = frozenset(finding.fingerprint for finding in against)
    return replace(report, policy=replace(report.policy, failing=prints))


def _with_excerpts(report: "Report", top: Path) -> "Report":
    from openscope.collect.excerpt import excerpts
    from openscope.render.located import located

    inside = [each for each in located(report) if each.known]
    return replace(report, excerpts=excerpts(top, ((each.path, each.line) for each in inside)))


def _kept(report: "Report") -> tuple[list[tuple[str, "Finding"]], "Report"]:
    """What a baseline of this report holds, and the report as it is judged with that baseline."""
    from openscope.gate import findings, with_baseline

    kept = {f.fingerprint: (each.item.id, f) for each, f in findings(report) if each is not None}
    return list(kept.values()), with_baseline(report, frozenset(kept))


def _say_kept(path: Path, count: int, left: int) -> None:
    rest = f"; {left} about the policy itself stay{'s' if left == 1 else ''}" if left else ""
    complain(
        f"written to {path}: {count} finding{'s' if count != 1 else ''}{rest}; from now on:"
        f" openscope check --baseline {path}"
    )
