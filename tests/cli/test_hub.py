"""Models and datasets of the Hub, by the real client against a Hub on the loopback."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from openscope.schema import json_schema
from openscope.textfile import WEIGHTS_REASON
from tests.hub import TOKEN, Hub, Trouble, serve
from tests.zygote import Ended, Zygote, hatch

GPT2 = "607a30d783dfa663caf39e06633721c8d4cfcd7e"
LLAMA = "meta-llama/Llama-3.2-1B-Instruct"
# Nothing in these tests may take longer, however slow the Hub is and however busy the machine.
AT_MOST = 15.0
# What a slow Hub meets. (Any other must not fail because the machine is busy.)
IMPATIENT = {"OPENSCOPE_NETWORK_TIMEOUT": "0.3"}
IN_TWO_SECONDS = {"OPENSCOPE_NETWORK_DEADLINE": "2"}
HURRY = {"silent": IMPATIENT, "slow": IN_TWO_SECONDS}

Scan = Callable[..., Ended]


@pytest.fixture(scope="module")
def server() -> Iterator[Hub]:
    with serve() as found:
        yield found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the Hub's cache lies."""
    return tmp_path_factory.mktemp("home") / "hf"


@pytest.fixture(scope="module")
def zygote(server: Hub, home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    environment = {
        "HF_HOME": str(home),
        "HF_ENDPOINT": server.url,
        "OPENSCOPE_NO_CACHE": "1",
        "OPENSCOPE_NETWORK_PATIENCE": "0.05",
        # Without the certificates of the whole world, a client is made in a tenth of the time.
        "SSL_CERT_DIR": str(tmp_path_factory.mktemp("certificates")),
    }
    with hatch(environment) as found:
        yield found


@pytest.fixture
def hub(server: Hub) -> Hub:
    server.trouble.clear()
    server.asked.clear()
    server.tokens.clear()
    return server


@pytest.fixture
def scan(zygote: Zygote, hub: Hub, home: Path) -> Scan:
    """Scans with an empty cache of the Hub at first, and JSON on stdout."""
    shutil.rmtree(home, ignore_errors=True)

    def run(*words: str, **environment: str) -> Ended:
        format_ = () if "-f" in words else ("-f", "json")
        done = zygote.run("scan", *words, *format_, environment=environment)
        assert "Traceback" not in done.stderr
        assert done.seconds < AT_MOST
        return done

    return run


def only(done: Ended) -> dict[str, Any]:
    """The one item of a complete scan."""
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    [item] = done.report["items"]
    found: dict[str, Any] = item
    return found


def open_skips(done: Ended) -> list[tuple[str, str]]:
    """The path and the code of each skip that leaves a question open."""
    assert done.returncode == 3
    skips = [skip for skip in done.report["skipped"] if not skip["expected"]]
    count = len(skips)
    words = "thing" if count == 1 else "things"
    assert done.stderr == f"openscope: {count} {words} could not be examined (exit code 3)\n"
    return [(skip["path"], skip["code"]) for skip in skips]


def reason(done: Ended) -> str:
    """The reason of the one skip that leaves a question open."""
    [skip] = [skip for skip in done.report["skipped"] if not skip["expected"]]
    return str(skip["reason"])


# ── what stands there ────────────────────────────────────────────────────────────────────────


def test_a_model_by_its_name(scan: Scan, hub: Hub) -> None:
    done = scan("hf:openai-community/gpt2")
    item = only(done)
    jsonschema.validate(done.report, json_schema())
    assert item["id"] == f"pkg:huggingface/openai-community/gpt2@{GPT2}"
    assert (item["kind"], item["version"], item["path"]) == ("model", GPT2, ".")
    assert done.report["targets"] == [
        {"asked": "hf:openai-community/gpt2", "resolved": f"hf:openai-community/gpt2@{GPT2}"}
    ]
    assert item["license"]["concluded"] == "MIT"
    assert [(e["path"], e["start_line"]) for e in item["evidence"]] == [("README.md", 5)]
    assert item["openness"]["pillars"]["weights"]["state"] == "open"
    weights = item["openness"]["pillars"]["weights"]["evidence"]
    assert ("weights-file", "model.safetensors") in [(e["rule"], e["path"]) for e in weights]
    left_out = {skip["path"]: (skip["code"], skip["reason"]) for skip in done.report["skipped"]}
    assert left_out["onnx/decoder_model.onnx"] == ("binary", WEIGHTS_REASON)
    assert left_out["."] == ("not-fetched", "1 other file of the repository, not fetched")


def test_no_weight_file_is_ever_fetched_and_nothing_is_asked_that_is_not_needed(scan: Scan, hub: Hub) -> None:
    scan("hf:openai-community/gpt2", "hf:pilots/harbour-lora", "hf-dataset:pilots/harbour-log")
    files = {asked.rpartition("/")[2] for asked in hub.asked if "/resolve/" in asked}
    assert files == {
        *("README.md", "config.json", "generation_config.json", "adapter_config.json"),
        *("LICENSE.md", "mooring.yaml"),
    }
    assert all(
        "/resolve/" in asked or asked.startswith(("GET /api/models/", "GET /api/datasets/"))
        for asked in hub.asked
    )


def test_a_dataset(scan: Scan) -> None:
    item = only(scan("hf-dataset:pilots/harbour-log"))
    assert item["kind"] == "dataset"
    assert item["id"].endswith("?repository_type=dataset")
    assert item["license"]["concluded"] == "ODC-By-1.0"


def test_a_revision_is_pinned_to_its_commit(scan: Scan) -> None:
    done = scan("hf:openai-community/gpt2@v1.0")
    assert done.report["targets"][0]["resolved"] == f"hf:openai-community/gpt2@{GPT2}"
    assert only(scan(f"hf:openai-community/gpt2@{GPT2}"))["version"] == GPT2


def test_a_renamed_model_is_followed_and_said(scan: Scan) -> None:
    done = scan("hf:gpt2")
    item = only(done)
    assert done.report["targets"][0]["resolved"] == f"hf:openai-community/gpt2@{GPT2}"
    [finding] = item["findings"]
    assert finding["slug"] == "renamed-repository"
    assert "“gpt2” is called openai-community/gpt2 now" in finding["message"]


def test_the_bases_of_a_model(scan: Scan) -> None:
    done = scan("hf:pilots/harbour-lora", "hf:pilots/harbour-GGUF")
    bases = [(base["name"], base["relation"]) for item in done.report["items"] for base in item["bases"]]
    assert bases == [(LLAMA, "adapter"), (LLAMA, "quantized")]


def test_files_in_the_storage_behind_the_hub_come_without_the_token(scan: Scan, hub: Hub) -> None:
    done = scan(f"hf:{LLAMA}", HF_TOKEN=TOKEN)
    item = only(done)
    assert item["license"]["concluded"] == "LicenseRef-scancode-llama-3.2-license-2024"
    assert hub.asked["GET /cdn/meta-llama__Llama-3.2-1B-Instruct/USE_POLICY.md"] == 1
    assert f"Bearer {TOKEN}" in hub.tokens
    assert not hub.leaked


# ── who may see it ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("token", "said"), [({}, "and set HF_TOKEN"), ({"HF_TOKEN": "hf_of_somebody_else"}, "has no access")]
)
def test_what_is_public_of_a_gated_model_is_used(
    scan: Scan, hub: Hub, token: dict[str, str], said: str
) -> None:
    done = scan(f"hf:{LLAMA}", **token)
    assert open_skips(done) == [(f"hf:{LLAMA}", "gated")]
    assert said in reason(done)
    assert f"{hub.url}/{LLAMA}" in reason(done)
    [item] = done.report["items"]
    assert item["license"]["concluded"] == "LicenseRef-scancode-llama-3.2-license-2024"
    assert item["openness"]["class"] == "restricted-weights"
    assert {(e["path"], e["start_line"]) for e in item["evidence"]} == {(f"api/models/{LLAMA}", None)}


def test_missing_and_private_look_alike(scan: Scan) -> None:
    targets = ["hf:pilots/tugboat", "hf:no/such-model", "hf-dataset:openai-community/gpt2"]
    done = scan(*targets)
    assert open_skips(done) == [(target, "not-found") for target in targets]
    assert all("HF_TOKEN" in skip["reason"] for skip in done.report["skipped"])
    assert done.report["items"] == []


def test_a_private_model_with_a_token(scan: Scan) -> None:
    assert only(scan("hf:pilots/tugboat", HF_TOKEN=TOKEN))["license"]["concluded"] == "MIT"


def test_a_token_that_is_not_accepted_is_not_shown(scan: Scan) -> None:
    done = scan("hf:pilots/tugboat", HF_TOKEN="hf_mistyped")
    assert open_skips(done) == [("hf:pilots/tugboat", "gated")]
    assert "does not accept the token" in reason(done)
    assert "hf_mistyped" not in done.stdout + done.stderr


def test_a_revision_that_is_not_there(scan: Scan) -> None:
    done = scan("hf:openai-community/gpt2@v9")
    assert open_skips(done) == [("hf:openai-community/gpt2@v9", "not-found")]
    assert "no revision “v9”" in reason(done)


def test_no_name_of_a_repository(scan: Scan, hub: Hub) -> None:
    targets = ["hf:", "hf:a/b/c", "hf:a b", "hf:a/b@", "hf:..", "hf:a--b/../c", "hf:%00", "hf:" + "a" * 500]
    done = scan(*targets)
    assert open_skips(done) == [(target, "malformed") for target in targets]
    assert not hub.asked


# ── what goes wrong on the way ───────────────────────────────────────────────────────────────

MODEL = "openai-community/gpt2"


@pytest.mark.parametrize(
    ("trouble", "code", "said"),
    [
        (Trouble(429, headers={"Retry-After": "3600"}), "unreachable", "try again in 3600 s"),
        (Trouble(429), "unreachable", "too many requests"),
        (Trouble(503, headers={"Retry-After": "Wed, 01 Jan 2098 00:00:00 GMT"}), "unreachable", "503"),
        (Trouble(500), "unreachable", "answered 500"),
        (Trouble(418), "unreachable", "answered 418"),
        (Trouble("silent"), "timeout", "did not answer within 0.3 s"),
        (Trouble("slow"), "timeout", "more than 2 s in all"),
        (Trouble("cut-off"), "unreachable", "cut off"),
        (Trouble("nonsense"), "malformed", "HF_ENDPOINT"),
        (Trouble("deep"), "malformed", "HF_ENDPOINT"),
        (Trouble("no-commit"), "malformed", "HF_ENDPOINT"),
        (Trouble("huge"), "too-large", "an answer of more than"),
        (Trouble("packed"), "too-large", "an answer of more than"),
    ],
    ids=lambda value: str(value.kind) if isinstance(value, Trouble) else None,
)
def test_a_hub_in_trouble(scan: Scan, hub: Hub, trouble: Trouble, code: str, said: str) -> None:
    hub.trouble[MODEL] = trouble
    done = scan(f"hf:{MODEL}", **HURRY.get(str(trouble.kind), {}))
    assert open_skips(done) == [(f"hf:{MODEL}", code)]
    assert said in reason(done)
    assert done.report["items"] == []
    assert sum(hub.asked.values()) <= 3


def test_names_that_lead_out_of_a_repository_are_not_asked_for(scan: Scan, hub: Hub) -> None:
    clean = scan(f"hf:{MODEL}").report
    hub.asked.clear()
    hub.trouble[MODEL] = Trouble("hostile")
    assert scan(f"hf:{MODEL}").report == clean
    assert not any("LICENSE" in asked for asked in hub.asked)


@pytest.mark.parametrize("kind", [429, 502, "cut-off"])
def test_what_passes_is_repeated(scan: Scan, hub: Hub, kind: int | str) -> None:
    headers = {"Retry-After": "0"} if isinstance(kind, int) else {}
    hub.trouble[MODEL] = Trouble(kind, times=2, headers=headers)
    assert only(scan(f"hf:{MODEL}"))["license"]["concluded"] == "MIT"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (500, "unreachable"),
        ("silent", "timeout"),
        ("slow", "timeout"),
        ("cut-off", "unreachable"),
        (403, "gated"),
    ],
)
def test_files_that_do_not_come_leave_what_the_hub_told(
    scan: Scan, hub: Hub, kind: int | str, code: str
) -> None:
    hub.trouble[MODEL] = Trouble(kind, "files")
    done = scan(f"hf:{MODEL}", **HURRY.get(str(kind), {}))
    assert open_skips(done) == [(f"hf:{MODEL}", code)]
    assert "README.md" in reason(done)
    [item] = done.report["items"]
    assert item["license"]["concluded"] == "MIT"
    assert item["openness"]["pillars"]["weights"]["state"] == "open"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.mark.parametrize(
    ("endpoint", "said"),
    [
        ("http://127.0.0.1:{free}", "cannot be reached"),
        ("http://no-such-host.invalid", "cannot be reached"),
        ("not-a-url", "cannot be asked"),
    ],
)
def test_nobody_answers(scan: Scan, endpoint: str, said: str) -> None:
    done = scan(f"hf:{MODEL}", HF_ENDPOINT=endpoint.format(free=free_port()))
    assert open_skips(done) == [(f"hf:{MODEL}", "unreachable")]
    assert said in reason(done)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="nothing here makes a certificate")
def test_a_certificate_that_nobody_trusts(scan: Scan, tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-keyout",
    ]
    subprocess.run([*command, key, "-out", certificate], check=True, capture_output=True)
    with serve((certificate, key)) as secure:
        done = scan(f"hf:{MODEL}", HF_ENDPOINT=secure.url)
        assert not secure.asked
    assert open_skips(done) == [(f"hf:{MODEL}", "unreachable")]
    assert "a certificate that is not trusted" in reason(done)


def test_one_that_fails_does_not_hide_the_others(scan: Scan, hub: Hub) -> None:
    hub.trouble["pilots/harbour-GGUF"] = Trouble(500)
    done = scan("hf:pilots/harbour-GGUF", f"hf:{MODEL}")
    assert open_skips(done) == [("hf:pilots/harbour-GGUF", "unreachable")]
    assert [item["name"] for item in done.report["items"]] == [MODEL]


# ── without the network ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "environment", "said"),
    [
        (["--offline"], {}, "--offline is given"),
        ([], {"OPENSCOPE_OFFLINE": "1"}, "--offline is given"),
        ([], {"HF_HUB_OFFLINE": "1"}, "HF_HUB_OFFLINE is set"),
    ],
)
def test_offline_nothing_is_asked(
    scan: Scan, hub: Hub, words: list[str], environment: dict[str, str], said: str
) -> None:
    done = scan(f"hf:{MODEL}", *words, **environment)
    assert open_skips(done) == [(f"hf:{MODEL}", "offline")]
    assert reason(done) == f"not in the cache, and {said}"
    assert not hub.asked


def named(done: Ended) -> list[dict[str, Any]]:
    """The datasets that the card of the adapter names."""
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    [item] = [item for item in done.report["items"] if item["name"] == "pilots/harbour-lora"]
    found: list[dict[str, Any]] = item["datasets"]
    return found


def data(done: Ended) -> list[tuple[object, ...]]:
    return [(each["name"], each["license"], each["gated"], each["known"]) for each in named(done)]


def test_the_datasets_of_a_card_are_asked_about_and_never_fetched(scan: Scan, hub: Hub) -> None:
    done = scan("hf:pilots/harbour-lora")
    assert data(done) == [("pilots/harbour-log", "ODC-By-1.0", False, "hub")]
    assert not any("/datasets/" in asked and "/resolve/" in asked for asked in hub.asked)
    hub.asked.clear()
    offline = scan("hf:pilots/harbour-lora", "--offline")
    assert data(offline) == [("pilots/harbour-log", None, None, None)]
    assert not hub.asked
    scan("hf-dataset:pilots/harbour-log")
    hub.asked.clear()
    offline = scan("hf:pilots/harbour-lora", "--offline")
    assert data(offline) == [("pilots/harbour-log", "ODC-By-1.0", False, "hub")]
    assert not hub.asked


@pytest.mark.parametrize(
    ("kind", "said"), [(404, "not on the Hub"), (403, "403"), ("nonsense", "HF_ENDPOINT")]
)
def test_a_dataset_that_the_hub_says_nothing_of(scan: Scan, hub: Hub, kind: int | str, said: str) -> None:
    hub.trouble["pilots/harbour-log"] = Trouble(kind)
    done = scan("hf:pilots/harbour-lora")
    assert data(done) == [("pilots/harbour-log", None, None, None)]
    [found] = named(done)
    assert said in found["problem"]


def test_offline_the_cache_answers_the_same(scan: Scan, hub: Hub) -> None:
    online = scan(f"hf:{MODEL}")
    hub.asked.clear()
    offline = scan(f"hf:{MODEL}", "--offline")
    assert not hub.asked
    facts = ("id", "license", "category", "findings", "restrictions", "evidence")
    assert [only(offline)[fact] for fact in facts] == [only(online)[fact] for fact in facts]


def test_offline_a_model_without_its_card_is_an_open_question(scan: Scan, home: Path) -> None:
    scan(f"hf:{MODEL}")
    (home / f"hub/models--openai-community--gpt2/snapshots/{GPT2}/README.md").unlink()
    done = scan(f"hf:{MODEL}", "--offline")
    assert open_skips(done) == [("README.md", "offline")]
    assert [item["name"] for item in done.report["items"]] == [MODEL]


def test_a_hub_that_is_away_leaves_the_cache(scan: Scan, hub: Hub) -> None:
    scan(f"hf:{MODEL}")
    hub.trouble[MODEL] = Trouble(503, headers={"Retry-After": "99"})
    done = scan(f"hf:{MODEL}")
    assert open_skips(done) == [(f"hf:{MODEL}", "unreachable")]
    assert f"the cache answers, as of commit {GPT2[:12]}" in reason(done)
    assert done.report["items"][0]["license"]["concluded"] == "MIT"


def test_the_whole_cache_with_what_is_broken_in_it(scan: Scan, home: Path) -> None:
    assert open_skips(scan("hf-cache")) == [("hf-cache", "not-found")]
    scan(f"hf:{MODEL}", "hf-dataset:pilots/harbour-log")
    cache = home / "hub"
    (cache / "models--a--interrupted/blobs").mkdir(parents=True)
    (cache / "models--a--interrupted/blobs/0123.incomplete").write_text("Apache-2.0")
    (cache / "models--a--file").write_text("")
    (cache / "models--a--empty/snapshots").mkdir(parents=True)
    card = cache / f"models--openai-community--gpt2/snapshots/{GPT2}/README.md"
    os.truncate(card.resolve(), 0)
    card.resolve().unlink()
    done = scan("hf-cache", "--offline")
    assert sorted(open_skips(done)) == [
        ("models--a--empty", "malformed"),
        ("models--a--file", "malformed"),
        ("models--a--interrupted", "malformed"),
        (f"models--openai-community--gpt2/snapshots/{GPT2}/README.md", "link"),
    ]
    assert sorted(item["name"] for item in done.report["items"]) == [
        "openai-community/gpt2",
        "pilots/harbour-log",
    ]
    assert str(home) not in done.stdout


def test_a_cache_that_cannot_be_written(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("in the way")
    done = scan(f"hf:{MODEL}", HF_HUB_CACHE=str(tmp_path / "cache"))
    assert open_skips(done) == [(f"hf:{MODEL}", "failed")]
    assert "HF_HOME" in reason(done)
    assert done.report["items"][0]["license"]["concluded"] == "MIT"


def test_a_setting_that_is_none(scan: Scan) -> None:
    done = scan(f"hf:{MODEL}", OPENSCOPE_NETWORK_TIMEOUT="soon")
    assert done.returncode == 2
    assert done.stderr == "openscope: OPENSCOPE_NETWORK_TIMEOUT=soon: not a number of seconds above 0\n"


def test_the_same_bytes_again(scan: Scan) -> None:
    words = ("hf:pilots/harbour-lora", f"hf:{LLAMA}", "hf:pilots/harbour-GGUF")
    first, second = scan(*words), scan(*words, "-j", "2")
    assert first.stdout == second.stdout
    assert json.loads(first.stdout)["items"]


def test_the_terminal_says_what_to_do(scan: Scan) -> None:
    done = scan(f"hf:{LLAMA}", "hf:pilots/harbour-lora", "-f", "terminal", COLUMNS="120")
    assert f"not examined  hf:{LLAMA}  gated: accept its terms" in done.stdout
    assert f"adapter of {LLAMA}" in done.stdout


def test_a_readme_without_metadata_speaks_against_the_tag_on_the_hub(
    scan: Scan, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(hub.repositories, tmp_path / "hub")
    monkeypatch.setattr(hub, "repositories", tmp_path / "hub")
    words = "The code is under the MIT License. The weights are released under the CC BY-NC 4.0 license.\n"
    (hub.directory("openai-community/gpt2") / "README.md").write_text(words, encoding="utf-8")

    item = only(scan("hf:openai-community/gpt2"))

    assert (item["license"]["concluded"], item["license"]["code"]) == ("CC-BY-NC-4.0 AND MIT", "MIT")
    assert [finding["code"] for finding in item["findings"]] == ["OS101"]
