"""The number in a threshold clause: metric, comparison, value, unit, period and effect.

The ways in which licences write them were collected from the texts themselves: "700 million
monthly active users", "$10,000,000", "USD 20 million in monthly revenue", "fifty (50) users",
"RMB 1 billion", "1 million MUUs".
"""

import re
from collections.abc import Callable

from openscope.model import Limit
from openscope.regex import regex

_WORDS = {
    "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "fifty": 50,
    "thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100, "one hundred": 100,
    "two hundred": 200, "five hundred": 500,
}  # fmt: skip
_SCALE = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "b": 10**9}

_NUMBER = (
    r"(?P<number{0}>(?<![\d.,])\d[\d.,]{{0,24}}|\b(?:"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")\b)(?: ?\((?P<digits{0}>[\d.,]{{1,24}})\))? ?(?P<scale{0}>thousand|million|billion|[kmb](?![a-z]))?"
)
_ACTIVE = r"monthly active users?|maus?|daily active users?|daus?|monthly unique users?|muus?"
_COUNTED = (
    rf"{_ACTIVE}|visits per month|users/end[- ]users|end[- ]users?|users?|individuals|employees|people"
    r"|persons|devices|server instances|instances|servers?|nodes|v?cpus?|tb|terabytes"
)
# Between the number and what it counts: "700 million monthly active users", "100 (one hundred) total
# individuals", but no name that ends in a number ("on the Llama 3 version release date, users").
_BETWEEN = r"(?:(?!version|release|the\b|of\b|or\b|and\b|million|billion|thousand)[\w()/,-]{1,20} ){0,2}?"
_COUNT = regex(rf"{_NUMBER.format('')} ?{_BETWEEN}(?P<unit>{_COUNTED})\b", re.I)
_COUNT_AFTER = regex(
    rf"\b(?P<unit>{_ACTIVE})\b[^.\d]{{0,80}}?{_NUMBER.format('')}"
    rf"|\b(?P<some>end[- ]users?|users|employees|individuals|devices|instances|nodes)\b.{{0,120}}?"
    rf"\b(?:exceeds?|exceeding|(?:fewer|less|more) than|limited to|up to) {_NUMBER.format('2')}",
    re.I,
)
_TRIAL = regex(
    rf"\b(?:try|trial|evaluat\w*)\b.{{0,100}}?{_NUMBER.format('')}[ -](?:consecutive )?(?:calendar )?days\b",
    re.I,
)
_MONEY = regex(
    r"(?P<before>us ?\$|usd ?\$?|\$|rmb|cny|eur|€) ?"
    + _NUMBER.format("")
    + "|"
    + _NUMBER.format("2")
    + r" ?(?P<after>usd|u\.?s\.? dollars|united states dollars|dollars|rmb|yuan|eur|euros?)\b",
    re.I,
)

_METRICS = (
    (("monthly active", "mau"), "monthly-active-users", "users"),
    (("daily active", "dau"), "daily-active-users", "users"),
    (("monthly unique", "muu", "visits per month"), "monthly-unique-users", "users"),
    (("end-user", "end user", "users/end"), "end-users", "users"),
    (("employee", "people", "persons"), "employees", "employees"),
    (("device",), "devices", "devices"),
    (("instance", "server", "node"), "instances", "instances"),
    (("cpu", "vcpu"), "vcpu", "vCPUs"),
    (("tb", "terabyte"), "storage", "TB"),
    (("user", "individual"), "users", "users"),
)
_CURRENCY = (("rmb", "CNY"), ("cny", "CNY"), ("yuan", "CNY"), ("eur", "EUR"), ("€", "EUR"))

_AS_EMPLOYEES = regex(r" (?:working |engaged )?as employees", re.I)
_REACH = 160
_MEASURES = (
    (re.compile(r"\bgmv\b|gross merchandise", re.I), "gross-merchandise-value", "year"),
    (
        re.compile(
            r"\bmonthly\b(?! active| unique)"
            r"|\b(?:per|a|any|each|(?:preceding|prior|previous)(?: calendar)?) month\b",
            re.I,
        ),
        "monthly-revenue",
        "month",
    ),
    (
        re.compile(r"\bannual|\byear|\b(?:12|twelve)[- ]month|\btotal revenue\b", re.I),
        "annual-revenue",
        "year",
    ),
)
_ANNIVERSARY = regex(r"\b(first|second|third|fourth|fifth) anniversary\b", re.I)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_FROM_RELEASE = "from the first public release of the version"

_AT_LEAST = regex(r"\bat least\b|\bor more\b|\breach(?:es)?\b|\bequal to or\b|≥", re.I)
_LESS_THAN = regex(r"\b(?:less|fewer|lower) than\b|\bunder\b|\bbelow\b", re.I)
_EFFECTS = (
    (re.compile(r"\b(?:display|attribution|credit|prominently)\b", re.I), "attribution-required"),
    (re.compile(r"\bsecurity (?:review|assessment|evaluation)", re.I), "security-review"),
    (re.compile(r"\bnot (?:authori[sz]ed|licensed|permitted)\b|\bno rights?\b", re.I), "no-rights"),
)  # fmt: skip
_ASKS = regex(
    r"\b(?:request|obtain|apply|contact|separate|commercial) [^.]{0,40}(?:licen[cs]e|authori[sz])", re.I
)


def limits(kind: str, sentence: str) -> list[Limit]:
    """The limits that a sentence of a clause of this kind states: of scale for the two thresholds, the
    age for `delayed-open`, and the days of a trial where use is bound to no commerce or no production.
    """
    read = _READERS.get(kind)
    return list({(limit.metric, limit.value): limit for limit in read(sentence)}.values()) if read else []


def _usage(sentence: str) -> list[Limit]:
    found = []
    matches = [*_COUNT.finditer(sentence)] or [*_COUNT_AFTER.finditer(sentence)]
    for match in matches:
        which = "" if match["number"] else "2"
        value = _value(match[f"number{which}"], match[f"digits{which}"], match[f"scale{which}"])
        unit = (match["unit"] or match["some"]).lower()
        if unit == "individuals" and _AS_EMPLOYEES.match(sentence, match.end()):
            unit = "employees"
        for words, metric, name in _METRICS:
            if value and unit.startswith(words):
                period = "month" if metric.startswith("monthly") else None
                found.append(Limit(metric, _op(sentence), value, name, period, _effect(sentence)))
                break
    return found


def _revenue(sentence: str) -> list[Limit]:
    found = []
    for match in _MONEY.finditer(sentence):
        which = "" if match["number"] else "2"
        value = _value(match[f"number{which}"], match[f"digits{which}"], match[f"scale{which}"])
        if not value:
            continue
        mark = (match["before"] or match["after"]).lower()
        currency = next((code for word, code in _CURRENCY if mark.startswith(word)), "USD")
        metric, period = _of_what(sentence, *match.span())
        found.append(Limit(metric, _op(sentence), value, currency, period, _effect(sentence)))
    return found


def _of_what(sentence: str, start: int, end: int) -> tuple[str, str]:
    """What an amount of money is measured by: the word nearest to it says; a year where none does."""
    low = max(start - _REACH, 0)
    near = [
        (start - low - word.end() if word.end() + low <= start else word.start() + low - end, metric, period)
        for pattern, metric, period in _MEASURES
        for word in pattern.finditer(sentence[low : end + _REACH])
    ]
    _, metric, period = min(near, default=(0, "annual-revenue", "year"))
    return metric, period


def _age(sentence: str) -> list[Limit]:
    found = _ANNIVERSARY.search(sentence)
    years = _ORDINALS[found[1].lower()] if found else None
    effect = "converts-to-change-license"
    return [Limit("age", ">=", years, "years", _FROM_RELEASE, effect)] if years else []


def _trial(sentence: str) -> list[Limit]:
    found = _TRIAL.search(sentence)
    days = _value(found["number"], found["digits"], found["scale"]) if found else None
    return [Limit("trial-days", ">", days, "days", None, "license-required")] if days else []


def _value(number: str, digits: str | None, scale: str | None) -> int | float | None:
    text = (digits or number).lower().rstrip(".,")
    if text in _WORDS:
        value: float = _WORDS[text]
    elif re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{2})?", text):
        value = int(re.sub(r"[.,]", "", re.sub(r"[.,]\d{2}$", "", text)))
    else:
        try:
            value = float(text.replace(",", ""))
        except ValueError:
            return None
    value *= _SCALE.get((scale or "").lower(), 1)
    return int(value) if value == int(value) else value


def _op(sentence: str) -> str:
    """`>=` where the text says "at least", or grants only below the number; else `>`."""
    return ">=" if _AT_LEAST.search(sentence) or _LESS_THAN.search(sentence) else ">"


def _effect(sentence: str) -> str:
    if _ASKS.search(sentence):
        return "license-required"
    return next((effect for pattern, effect in _EFFECTS if pattern.search(sentence)), "license-required")


_READERS: dict[str, Callable[[str], list[Limit]]] = {
    "usage-threshold": _usage,
    "revenue-threshold": _revenue,
    "delayed-open": _age,
    "non-commercial": _trial,
    "non-production-only": _trial,
}

# The kinds whose clauses may state a limit.
STATES_LIMITS = frozenset(_READERS)
