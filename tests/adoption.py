"""The gate put up in a code base that is there already, from `init` to an exception that runs out.

Run by `make adoption`; asks npm's registry and the index of pip. Prints what a user sees, and fails where
the gate does not do what it is for. The repository is made anew each time: some 290 packages of npm and
PyPI, and three models.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

SHOP = {
    "name": "shop",
    "version": "1.0.0",
    "license": "UNLICENSED",
    "private": True,
    "dependencies": {"express": "4.21.2", "mongodb": "6.12.0", "react-dom": "18.3.1", "sharp": "0.33.5"},
    "devDependencies": {"webpack": "5.97.1", "eslint": "9.17.0"},
}
GPL = {"@ckeditor/ckeditor5-utils": "41.0.0"}
PYTHON = """\
fastapi==0.115.6
starlette==0.41.3
pydantic==2.10.4
httpx==0.28.1
anyio==4.7.0
certifi==2024.12.14
click==8.1.8
numpy==2.2.1
pandas==2.2.3
python-dateutil==2.9.0.post0
"""
CHAT = """\
---
license: mit
base_model: mistralai/Mistral-7B-v0.1
language: en
pipeline_tag: text-generation
---
# Chat

Answers what customers ask about their orders. It was tuned from Mistral 7B on our own conversations, from
which names, addresses and order numbers were taken out before anybody else saw them.

## How to use it

Ask one question at a time. What it says about prices may be old: look them up before you promise anything.

## Training and evaluation

Two epochs on eight cards, in one night. Of 500 questions that were held back, two reviewers found 431
answered as a person of the service would have answered them; the scripts for both are in our repository.

## License

The weights are licensed under the MIT License, as is the code. Mistral 7B is under the Apache License,
Version 2.0.
"""
APP = """\
\"\"\"Asks the assistant.\"\"\"

from transformers import pipeline

ask = pipeline("text-generation", model="models/chat")
print(ask("Where is my order?"))
"""
MODELS = {
    "embedder": "---\nlicense: apache-2.0\nlibrary_name: sentence-transformers\n---\n# Embedder\n",
    "chat": CHAT,
    "vision": "---\nlicense: apache-2.0\n---\n# Vision\n",
}
LLAMA = "---\nlicense: apache-2.0\nbase_model: meta-llama/Llama-3.1-8B\n---\n# Assistant\n"
EXCEPTION = """
[[exception]]
item = "pkg:npm/%40ckeditor/ckeditor5-utils"
allow = ["GPL-2.0-or-later"]
reason = "in the editor of the back office, which nobody else gets"
owner = "legal@example.com"
expires = 2027-06-30
"""


def main() -> None:
    """Adopt the gate in a new repository, step by step."""
    with tempfile.TemporaryDirectory() as directory:
        shop = Path(directory, "shop")
        shop.mkdir()
        _adopt(shop)


def _adopt(shop: Path) -> None:
    _write(shop, SHOP)
    (shop / "requirements.txt").write_text(PYTHON)
    for name, card in MODELS.items():
        _model(shop, name, card)
    _run(shop, "git", "init", "--quiet")

    _openscope(shop, 0, "init")
    _openscope(shop, None, "check")
    _openscope(shop, 0, "check", "--write-baseline", "known.json", "-q")
    _openscope(shop, 0, "check", "--baseline", "known.json", "-q")

    _write(shop, SHOP | {"dependencies": {**SHOP["dependencies"], **GPL}})  # type: ignore[dict-item]
    _model(shop, "assistant", LLAMA)
    lock = (shop / "package-lock.json").read_text().split("\n")
    line = next(n for n, text in enumerate(lock, 1) if '"node_modules/@ckeditor/ckeditor5-utils"' in text)
    said = _openscope(shop, 1, "check", "--baseline", "known.json")
    assert f"--> package-lock.json:{line}" in said
    assert "--> models/assistant/README.md:3" in said

    with (shop / "openscope.toml").open("a") as policy:
        policy.write(EXCEPTION)
    (shop / "models/assistant/README.md").unlink()
    _openscope(shop, 0, "check", "--baseline", "known.json", "--today", "2027-06-30", "-q")
    _openscope(shop, 1, "check", "--baseline", "known.json", "--today", "2027-07-01")

    _openscope(shop, 0, "check", "--baseline", "known.json", "-q")
    print("How long it takes, the median of seven runs:")  # noqa: T201
    _print_time("openscope --version", shop, None, "--version")
    _print_time("a check", shop, None, "check", "--baseline", "known.json", "-q")
    (shop / "app.py").write_text(APP)
    _run(shop, "git", "add", "-A")
    _run(
        shop, "git", "-c", "user.name=shop", "-c", "user.email=shop@example.com", "commit", "-qm", "the shop"
    )
    hook = ("check", "--since", "HEAD", "--baseline", "known.json", "-q")
    for name in ("requirements.txt", "models/chat/README.md", "app.py"):
        _print_time(f"a hook, {name} changed", shop, name, *hook)


def _print_time(what: str, shop: Path, changed: str | None, *words: str) -> None:
    """Run it seven times, each with another last line in the file, and print the median."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for number in range(8):  # the first one makes what is kept
        if changed is not None:
            place = shop / changed
            place.write_text(f"{place.read_text()}\n# {number}\n")
            os.utime(place, (time.time() - 60,) * 2)  # a file as young as its reading is read again
        began = time.perf_counter()
        command: list[str | Path] = [Path(sys.executable).with_name("openscope"), *words]
        subprocess.run(command, cwd=shop, env=environment, stdout=subprocess.DEVNULL, check=True, timeout=300)
        seconds.append(time.perf_counter() - began)
    if changed is not None:
        _run(shop, "git", "checkout", "-q", changed)
    print(f"  {what:42s} {median(seconds[1:]):.2f} s")  # noqa: T201


def _write(shop: Path, manifest: dict[str, object]) -> None:
    """The manifest, and the lockfile that npm makes of it; nothing is installed."""
    (shop / "package.json").write_text(json.dumps(manifest, indent=2) + "\n")
    _run(shop, "npm", "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--silent")


def _model(shop: Path, name: str, card: str) -> None:
    place = shop / "models" / name
    place.mkdir(parents=True)
    (place / "README.md").write_text(card)


def _run(shop: Path, *command: str) -> None:
    subprocess.run(command, cwd=shop, check=True, timeout=300)


def _openscope(shop: Path, code: int | None, *words: str) -> str:
    """What a run prints, shown as it is; None takes either verdict."""
    done = subprocess.run(
        [Path(sys.executable).with_name("openscope"), *words],
        cwd=shop,
        env=os.environ | {"COLUMNS": "120"},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=300,
    )
    shown = f"$ openscope {' '.join(words)}\n{done.stdout}exit code {done.returncode}\n"
    print(shown, flush=True)  # noqa: T201
    assert done.returncode in ((0, 1) if code is None else (code,))
    return done.stdout


if __name__ == "__main__":
    main()
