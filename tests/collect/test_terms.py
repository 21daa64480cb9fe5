"""A card's `license_link`: the file of the repository that its licence stands in."""

import pytest

from openscope.collect.hub import choose
from openscope.collect.hubclient import Info
from openscope.collect.huggingface import Repository, Type, linked_terms
from openscope.model import Published
from openscope.net import Network
from openscope.textfile import Limits
from tests.conftest import Look, only, slugs, text_of


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("docs/TERMS.md", {"docs/TERMS.md"}),
        ("./TERMS", {"TERMS"}),
        ("TERMS.md#license", {"TERMS.md"}),
        (["a.txt", 3, "b.txt"], {"a.txt", "b.txt"}),
        ("https://huggingface.co/acme/m/blob/main/docs/TERMS.md?x", {"docs/TERMS.md"}),
        ("https://hf.co/Acme/M/resolve/v1/TERMS", {"TERMS"}),
        ("https://huggingface.co/acme/other/blob/main/TERMS", set()),
        ("https://example.com/terms", set()),
        ("../TERMS", set()),
        ("/etc/passwd", set()),
        ("a\\b", set()),
        ("x" * 501, set()),
        (None, set()),
        ({"a": "b"}, set()),
    ],
)
def test_links_into_the_repository(link: object, found: set[str]) -> None:
    assert linked_terms({"license_link": link}, "acme/m") == found


CARD = "---\nlicense: {}\nlicense_name: our-terms\nlicense_link: {}\npipeline_tag: other\n---\n# A\n"


@pytest.mark.parametrize("path", ["TERMS.md", "docs/terms-of-use.txt"])
def test_the_file_that_a_card_leads_to_is_its_licence(look: Look, path: str) -> None:
    files: dict[str, str | bytes] = {"README.md": CARD.format("other", path), path: text_of("CC-BY-NC-4.0")}
    item = only(look(files))
    assert (item.license.detected, item.license.concluded) == ("CC-BY-NC-4.0", "CC-BY-NC-4.0")
    assert [e.path for e in item.evidence if e.detector != "card"] == [path]


def test_the_tag_against_the_file_that_the_card_leads_to(look: Look) -> None:
    card = CARD.format("mit", "docs/TERMS.md").replace("license_name: our-terms\n", "")
    files: dict[str, str | bytes] = {"README.md": card, "docs/TERMS.md": text_of("CC-BY-NC-4.0")}
    item = only(look(files))
    assert "license-contradiction" in slugs(item)
    assert item.license.concluded == "MIT AND CC-BY-NC-4.0"


def test_a_file_that_the_card_does_not_lead_to_is_no_licence(look: Look) -> None:
    files: dict[str, str | bytes] = {
        "README.md": CARD.format("mit", "LICENSE").replace("license_name: our-terms\n", ""),
        "docs/TERMS.md": text_of("CC-BY-NC-4.0"),
    }
    assert only(look(files)).license.concluded == "MIT"


def test_the_file_is_fetched_from_the_hub() -> None:
    sizes: dict[str, int | None] = {"README.md": 9, "docs/v1.0/TERMS": 9, "docs/guide.md": 9, "TERMS.pdf": 9}
    card = {"license_link": ["docs/v1.0/TERMS", "TERMS.pdf", "gone.md"]}
    info = Info(Repository(Type.MODEL, "acme/m", "0" * 40), Published(card=card), sizes)
    assert choose(info, Limits(), Network())[0] == ["README.md", "docs/v1.0/TERMS"]
