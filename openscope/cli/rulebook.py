"""`openscope rulebook`: the compiled licence texts."""

import sys
from typing import Annotated

import typer

from openscope.cli.progress import progress
from openscope.cli.streams import EXIT_INCOMPLETE, emit, fail


def rulebook(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Compile it again.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Check every array against its sum.")] = False,
) -> None:
    """Show, rebuild or verify the compiled licence texts.

    The rulebook is made from the installed licence data at its first use, once for each version of it.
    """
    from openscope.catalog import CatalogError, load_catalog
    from openscope.rulebook import store
    from openscope.rulebook.data import DataError, data_version
    from openscope.rulebook.rules import Rules

    try:
        catalog = load_catalog()
        place = store.place(catalog)
        if verify and not rebuild:
            wrong = store.verify(place)
            if wrong:
                fail(
                    f"{place}: damaged or missing: {', '.join(wrong)}; `openscope rulebook --rebuild`",
                    EXIT_INCOMPLETE,
                )
        with progress(sys.stderr) as step:
            arrays = store.ensure(catalog, step, fresh=rebuild)
    except (CatalogError, DataError, OSError) as error:
        fail(str(error))
    size = sum(path.stat().st_size for path in place.glob("*"))
    emit(
        f"rulebook   {place}\n"
        f"made from  {data_version()}, rules {catalog.digest[:16]}\n"
        f"rules      {len(Rules(arrays)):,}\n"
        f"size       {size / 1e6:.1f} MB\n" + ("verified   every array\n" if verify else "")
    )
