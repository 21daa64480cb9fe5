"""The pictures of the README: `make pictures` writes docs/terminal.svg and docs/audit.png.

The terminal's is the scan of fixtures/demo as Rich exports it, the page's the example audit (`make audit`) in
Debian's Chromium. `python -m tests.pictures --look DIRECTORY` writes the whole page at desktop and phone
width, light and dark, and as PDF, for a person to look at.
"""

import argparse
import re
import shutil
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from openscope.engine import scan
from openscope.render import Style, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGE = Path(".audit/audit.html")
DOCS = Path("docs")
COLUMNS = 100
DESKTOP, PHONE = 1280, 390
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_SLICE = 4000


def terminal() -> str:
    """What `openscope scan fixtures/demo` shows, as SVG."""
    from rich.console import Console
    from rich.text import Text

    shown = render(scan(["fixtures/demo"]), "terminal", Style(color=True, width=COLUMNS))
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    console.print(Text("$ openscope scan fixtures/demo\n", "bold"), Text.from_ansi(shown), sep="")
    # The id only keeps two drawings on one page apart; a fixed one gives the same bytes.
    drawn = console.export_svg(title="openscope", unique_id="openscope")
    return re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.S)  # fonts from elsewhere: none is loaded


def picture(browser: "Browser") -> bytes:
    """The head of the page, its verdict and its first pictures."""
    page = browser.new_page(viewport={"width": 1120, "height": 1280})
    page.goto(PAGE.absolute().as_uri())
    return page.screenshot()


def look(browser: "Browser", directory: Path) -> None:
    """The whole page as a person sees it, in slices that can be looked at."""
    for width in (DESKTOP, PHONE):
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": width, "height": 1000},
                color_scheme="dark" if scheme == "dark" else "light",
            )
            page.goto(PAGE.absolute().as_uri())
            height = page.evaluate("document.documentElement.scrollHeight")
            for top in range(0, height, _SLICE):
                clip = {"x": 0, "y": top, "width": width, "height": min(_SLICE, height - top)}
                path = directory / f"{width}-{scheme}-{top:06}.png"
                page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]
            page.close()
    page = browser.new_page()
    page.goto(PAGE.absolute().as_uri())
    page.pdf(path=directory / "audit.pdf", format="A4", print_background=True)


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--look", type=Path, help="write screenshots of the whole page here, and no others")
    asked = parser.parse_args()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        if asked.look:
            asked.look.mkdir(parents=True, exist_ok=True)
            look(browser, asked.look)
        else:
            (DOCS / "terminal.svg").write_text(terminal(), encoding="utf-8")
            (DOCS / "audit.png").write_bytes(picture(browser))
        browser.close()


if __name__ == "__main__":
    main()
