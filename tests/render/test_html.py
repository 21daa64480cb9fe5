import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from openscope.catalog import load_catalog
from openscope.config import Company, Money
from openscope.render import DOCUMENTS
from openscope.render.html import render
from openscope.render.page.clauses import clauses
from openscope.render.page.scales import thresholds
from openscope.render.page.voice import of_company
from openscope.schema import Json
from openscope.weigh import weighed
from tests.render.reports import HOSTILE, everything, hostile, report

VOID = {"meta", "link", "br", "img", "input", "rect", "circle", "line", "path"}


class Page(HTMLParser):
    """What a reader of the page can count: its elements, its figures, its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.counts: dict[str, str] = {}
        self.text: list[str] = []
        self.rows: list[str] = []
        self.unclosed: list[str] = []
        self._counting: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        named = dict(attrs)
        if "data-count" in named:
            self._counting = named["data-count"]
        if tag == "tr" and named.get("data-c"):
            self.rows.append(str(named["data-c"]))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.unclosed.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self._counting:
            self.counts[self._counting] = data.strip()
            self._counting = None


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render(everything()))


def test_every_element_is_closed(page: Page) -> None:
    assert page.unclosed == []


def test_the_numbers_are_those_of_the_json(page: Page) -> None:
    facts = everything()
    items = facts["items"]
    rated = [item for item in items if item["openness"]]
    expected = {
        "items": len(items),
        "models": len(rated),
        "findings": sum(len(item["findings"]) for item in items),
        "unknown": sum(item["category"] == "unknown" for item in items),
        "missed": sum(not skip["expected"] for skip in facts["skipped"]),
    }
    expected |= {f"by-category:{word}": n for word, n in Counter(item["category"] for item in items).items()}
    expected |= {
        f"by-openness:{word}": n for word, n in Counter(m["openness"]["class"] for m in rated).items()
    }
    carried = Counter(kind for item in items for kind in {each["kind"] for each in item["restrictions"]})
    expected |= {f"kind:{kind}": count for kind, count in carried.items()}
    whole = weighed(facts, None, load_catalog())
    hardest = Counter(worst_of(item) for item in whole["items"])
    expected |= {f"by-bearing:{word}": n for word, n in hardest.items()}
    hubs = [item for item in items if item["kind"] in ("model", "dataset")]
    countries = Counter((item["developer"] or {}).get("country") or "not recorded" for item in hubs)
    expected |= {f"by-country:{word}": n for word, n in countries.items()}
    publishers = Counter(publisher_of(item) for item in hubs)
    nameless = publishers.pop("")
    ranked = sorted(publishers.items(), key=lambda pair: (-pair[1], pair[0]))
    expected |= {f"by-publisher:{name}": n for name, n in ranked[:10]}
    expected |= {"by-publisher:no publisher named": nameless}
    expected |= {f"by-publisher:{len(ranked) - 10} others": sum(n for _, n in ranked[10:])}
    assert {name: page.counts[name] for name in expected} == {name: f"{n:,}" for name, n in expected.items()}
    assert all(
        count == "0" for name, count in page.counts.items() if name not in expected and name != "clauses"
    )


def worst_of(item: Json) -> str:
    """How the restriction that bears most on an item bears, in the words of the JSON."""
    said = {each["bearing"] for each in (*item["restrictions"], *item["duties"])}
    return next((w for w in ("binds", "possible", "not-yet", "not-apply") if w in said), "unrestricted")


def publisher_of(item: Json) -> str:
    return item["id"].split("/")[1] if item["id"].startswith("pkg:huggingface/") else ""


def test_every_item_has_its_row(page: Page) -> None:
    assert page.rows == [item["category"] for item in everything()["items"]]


def test_every_quote_finding_and_open_question_is_there(page: Page) -> None:
    text = " ".join("".join(page.text).split())
    for item in everything()["items"]:
        for each in item["restrictions"]:
            assert " ".join(each["quote"].split()) in text
            assert each["summary"] in text
        for each in item["findings"]:
            assert " ".join(each["message"].split()) in text
        assert (item["because"] or "") in text
    for skip in everything()["skipped"]:
        assert skip["expected"] or skip["reason"] in text
    assert everything()["rulebook"]["digest"] in text


def test_the_shares_fill_the_bar() -> None:
    for _, bar in re.findall(r'<svg class="share"(.*?)>(.*?)</svg>', render(everything()), re.S):
        widths = [float(width) for width in re.findall(r'width="([0-9.]+)%"', bar)]
        assert sum(widths) == pytest.approx(100, abs=0.01)


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    assert not page.tags.keys() & {"link", "img", "iframe", "object", "embed", "base"}
    for _, name, value in page.attributes:
        if name in ("src", "href", "srcset", "action", "data", "poster"):
            assert value
            assert value.startswith("#")


def test_it_can_be_walked_by_ear_and_keyboard(page: Page) -> None:
    assert page.tags["main"] == page.tags["h1"] == page.tags["nav"] == 1
    assert ("html", "lang", "en") in page.attributes
    assert page.tags["th"] == sum(name == "scope" for tag, name, _ in page.attributes if tag == "th")
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    links = {value.removeprefix("#") for _, name, value in page.attributes if name == "href" and value}
    labels = {value for _, name, value in page.attributes if name == "aria-labelledby"}
    assert links | labels <= set(ids)
    source = render(everything())
    for drawing in re.findall(r"<svg[^>]*>", source):
        assert "aria-hidden" in drawing or 'role="img" aria-label=' in drawing


def test_hostile_words_are_inert() -> None:
    plain = Page(render(report("demo")))
    text = render(hostile())
    page = Page(text)
    assert page.tags["script"] == plain.tags["script"] == 1
    assert page.tags["style"] == 1
    assert page.tags["img"] == 0
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not [char for char in text if char in "\u202e\x00\x07\x1b"]
    shown = "".join(page.text)
    assert "<script>alert(1)</script>" in shown
    assert "abc\\u202egpj.exe" in shown
    assert "{{ 7*7 }}" in shown
    assert page.unclosed == []


def test_a_long_name_is_cut_with_all_of_it_in_the_title() -> None:
    page = Page(render(hostile()))
    assert "x" * 200 not in "".join(page.text).replace("x" * 10_000, "")  # quotes stay whole
    assert ("span", "title", HOSTILE[-1]) in page.attributes


def test_an_empty_report_is_a_page() -> None:
    facts = {**report("demo"), "items": [], "files": [], "skipped": []}
    assert "Nothing was found" in render(facts)


def test_many_items_are_folded_and_none_is_lost() -> None:
    facts = everything()
    many = {**facts, "items": (facts["items"] * 100)[:2500]}
    page = Page(render(many))
    assert len(page.rows) == 2500
    assert page.counts["items"] == "2,500"
    assert ("details", "class", "more") in page.attributes


def _luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_contrast_of_text_is_enough() -> None:
    style = re.findall(r":root \{(.*?)\}", render(report("demo")), re.S)
    schemes = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in style[:2]]
    assert len(schemes) == 2
    for colors in schemes:
        for ink in ("ink", "quiet", "link", "permissive", "copyleft", "source-available", "proprietary"):
            for ground in ("paper", "card"):
                light, dark = sorted((_luminance(colors[ink]), _luminance(colors[ground])), reverse=True)
                assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_same_report_gives_the_same_bytes(name: str) -> None:
    assert DOCUMENTS[name](everything()) == DOCUMENTS[name](everything())


COMPANY = Company(
    facts={"commercial": True, "hosted_service": True, "distributes": False},
    figures={"monthly-active-users": 2_000_000, "annual-revenue": Money(12_000_000, "USD")},
)


def test_the_company_stands_on_the_scale_and_the_numbers_are_those_of_the_json() -> None:
    facts = weighed(everything(), COMPANY, load_catalog())
    page = Page(render(facts))
    hardest = Counter(worst_of(item) for item in facts["items"])
    shown = {name: count for name, count in page.counts.items() if name.startswith("by-bearing:")}
    assert {f"by-bearing:{word}": str(n) for word, n in hardest.items()} == {
        name: count for name, count in shown.items() if count != "0"
    }
    text = " ".join("".join(page.text).split())
    assert "the company: 2M monthly active users" in text
    assert f"{hardest['binds']} items carry a clause or duty that binds it now" in text
    for item in facts["items"]:
        for each in item["restrictions"]:
            if each["bearing"] == "not-yet":
                assert of_company(each["reason"]) in text


def test_pictures_come_in_the_order_that_is_asked_for() -> None:
    facts = weighed(everything(), COMPANY, load_catalog())
    text = render(facts)
    order = (
        "verdict", "by-category", "by-openness", "spectrum-title", "kinds-title", "by-bearing",
        "bounds-title", "sizes-title", "dates-title", "by-publisher", "restrictions", "lineage", "findings",
        "unknowns", "items", "method",
    )  # fmt: skip
    places = [text.index(f'id="{id}"') for id in order]
    assert places == sorted(places)


def test_the_origin_by_country_is_a_picture_where_it_is_recorded() -> None:
    facts = report("cards")
    lab = {"name": "Lab", "country": "FR", "source": "https://example.org"}
    items = [{**item, "developer": lab} for item in facts["items"][:-1]]
    page = Page(render({**facts, "items": [*items, {**facts["items"][-1], "developer": None}]}))
    assert page.counts["by-country:FR"] == str(len(items))
    assert page.counts["by-country:not recorded"] == "1"
    nobody = {**facts, "items": [{**item, "developer": None} for item in facts["items"]]}
    assert not [name for name in Page(render(nobody)).counts if name.startswith("by-country")]


def test_another_licence_in_another_version_is_shown() -> None:
    facts = report("demo")
    item = next(item for item in facts["items"] if item["version"] and "@" in item["id"])
    base = item["id"].partition("@")[0]
    old = {**item, "id": f"{base}@1.9.0", "version": "1.9.0"}
    license = {**item["license"], "concluded": "SSPL-1.0"}
    new = {
        **item,
        "id": f"{base}@1.10.0",
        "version": "1.10.0",
        "license": license,
        "category": "source-available",
    }
    text = " ".join("".join(Page(render({**facts, "items": [new, old]})).text).split())
    _, _, after = text.partition("Relicensed from one version to another")
    assert after.index("1.9.0") < after.index("1.10.0 SSPL-1.0 source-available")
    assert "Relicensed from" not in "".join(Page(render({**facts, "items": [old, old]})).text)


@pytest.mark.parametrize(
    ("reason", "read"),
    [
        ("you run it in production", "the company runs it in production"),
        (
            "you do not compete and you train on it",
            "the company does not compete and the company trains on it",
        ),
        ("you are at 60 % of the threshold", "the company is at 60 % of the threshold"),
        ("you have 7 against the threshold", "the company has 7 against the threshold"),
        ("it names your sector: medical", "it names the company's sector: medical"),
        ("it excludes EU, where you do not operate", "it excludes EU, where the company does not operate"),
        (
            "[company] does not say whether you modify it (modifies)",
            "the company does not state whether it modifies it (modifies)",
        ),
        ("you offer it; exception: if you must", "the company offers it; exception: if you must"),
        ("it binds whoever uses it", "it binds whoever uses it"),
    ],
)
def test_an_investor_reads_of_the_company_not_of_you(reason: str, read: str) -> None:
    assert of_company(reason) == read


def test_no_reason_on_the_page_says_you() -> None:
    catalog = load_catalog()
    for company in (Company(), COMPANY):
        facts = weighed(everything(), company, catalog)
        reasons = {
            each["reason"] for item in facts["items"] for each in (*item["restrictions"], *item["duties"])
        }
        assert any("you" in each.split() for each in reasons)
        for reason in reasons:
            assert not re.search(r"\byours?\b|\byou\b|\[company\]", of_company(reason)), reason


@pytest.mark.parametrize(
    ("revenue", "bearing"), [(3_000_000, "not-yet"), (20_000_000, "binds"), (None, "possible")]
)
def test_a_grant_ends_where_its_size_stands_on_the_scale(revenue: int | None, bearing: str) -> None:
    limit = {
        "metric": "annual-revenue", "op": ">", "value": 5_000_000, "unit": "USD", "period": "year",
        "effect": "license-required", "scope": None, "becomes": None,
    }  # fmt: skip
    facts = report("demo")
    item = next(
        item
        for item in facts["items"]
        if any(each["kind"] == "additional-use-grant" for each in item["restrictions"])
    )
    sized = [
        {**each, "limit": limit} if each["kind"] == "additional-use-grant" else each
        for each in item["restrictions"]
    ]
    figures = {"annual-revenue": Money(revenue, "USD")} if revenue else {}
    company = Company(facts={"production": True}, figures=figures)
    weighty = weighed({**facts, "items": [{**item, "restrictions": sized}]}, company, load_catalog())
    (restriction,) = (
        each for each in weighty["items"][0]["restrictions"] if each["kind"] == "non-production-only"
    )
    (axis,) = thresholds(clauses(weighty["items"]), weighty["company"])
    assert [mark.bearing for mark in axis.marks] == [restriction["bearing"]] == [bearing]


def test_a_clause_stands_once_with_what_has_it_from_a_base_and_each_way_it_bears() -> None:
    facts = weighed(report("demo"), None, load_catalog())
    item = next(item for item in facts["items"] if item["restrictions"])
    mine = {**item["restrictions"][0], "bearing": "not-yet", "reason": "you are small"}
    theirs = {**mine, "bearing": "binds", "reason": "you run it", "inherited_from": "maker/base"}
    (clause,) = clauses([{**item, "restrictions": [each]} for each in (mine, theirs, theirs)])
    assert (clause.items, clause.own, clause.heirs) == ((0, 1, 2), (0,), {"maker/base": (1, 2)})
    assert [(part.bearing, part.reason, part.items) for part in clause.borne] == [
        ("binds", "the company runs it", (1, 2)),
        ("not-yet", "the company is small", (0,)),
    ]
    assert clause.bearing == "binds"
