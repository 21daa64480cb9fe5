"""The number in a threshold clause: metric, comparison, value, unit, period and effect.

The ways in which licences write them were collected from the texts themselves: "700 million
monthly active users", "$10,000,000", "USD 20 million in monthly revenue", "fifty (50) users",
"RMB 1 billion", "1 million MUUs".
"""

import re

from openscope.model import Limit

_WORDS = {
    "one": 1, "two": 2, "three": 3, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25, "fifty": 50,
    "hundred": 100, "one hundred": 100, "two hundred": 200, "five hundred": 500,
}  # fmt: skip
_SCALE = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "billion": 10**9, "b": 10**9}

_NUMBER = (
    r"(?P<number{0}>\d[\d.,]*\d|\d|\b(?:"
    + "|".join(sorted(_WORDS, key=len, reverse=True))
    + r")\b)(?: ?\((?P<digits{0}>[\d.,]+)\))? ?(?P<scale{0}>thousand|million|billion|[kmb](?![a-z]))?"
)
_ACTIVE = r"monthly active users?|maus?|daily active users?|daus?|monthly unique users?|muus?"
_COUNTED = (
    rf"{_ACTIVE}|visits per month|end[- ]users?|users?|individuals|employees|people|persons|devices"
    r"|server instances|instances|servers?|nodes|v?cpus?|tb|terabytes"
)
_COUNT = re.compile(_NUMBER.format("") + rf"[\w\s()/,-]{{0,40}}?\b(?P<unit>{_COUNTED})\b", re.I)
_COUNT_AFTER = re.compile(rf"\b(?P<unit>{_ACTIVE})\b[^.\d]{{0,80}}?" + _NUMBER.format(""), re.I)
_MONEY = re.compile(
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
    (("end-user", "end user"), "end-users", "users"),
    (("employee", "people", "persons"), "employees", "employees"),
    (("device",), "devices", "devices"),
    (("instance", "server", "node"), "instances", "instances"),
    (("cpu", "vcpu"), "vcpu", "vCPUs"),
    (("tb", "terabyte"), "storage", "TB"),
    (("user", "individual"), "users", "users"),
)
_CURRENCY = (("rmb", "CNY"), ("cny", "CNY"), ("yuan", "CNY"), ("eur", "EUR"), ("€", "EUR"))

_AT_LEAST = re.compile(r"\bat least\b|\bor more\b|\breach(?:es)?\b|\bequal to or\b|≥", re.I)
_LESS_THAN = re.compile(r"\b(?:less|fewer|lower) than\b|\bunder\b|\bbelow\b", re.I)
_EFFECTS = (
    (re.compile(r"\b(?:display|attribution|credit|prominently)\b", re.I), "attribution-required"),
    (re.compile(r"\bsecurity (?:review|assessment|evaluation)", re.I), "security-review"),
    (re.compile(r"\bnot (?:authori[sz]ed|licensed|permitted)\b|\bno rights?\b", re.I), "no-rights"),
)  # fmt: skip
_ASKS = re.compile(
    r"\b(?:request|obtain|apply|contact|separate|commercial) [^.]{0,40}(?:licen[cs]e|authori[sz])", re.I
)


def limits(kind: str, sentence: str) -> list[Limit]:
    """The limits that a sentence of a `usage-threshold` or `revenue-threshold` clause states."""
    return _usage(sentence) if kind == "usage-threshold" else _revenue(sentence)


def _usage(sentence: str) -> list[Limit]:
    found = []
    for match in [*_COUNT.finditer(sentence)] or [*_COUNT_AFTER.finditer(sentence)]:
        value = _value(match["number"], match["digits"], match["scale"])
        unit = match["unit"].lower()
        for words, metric, name in _METRICS:
            if value and unit.startswith(words):
                period = "month" if metric.startswith("monthly") else None
                found.append(Limit(metric, _op(sentence), value, name, period, _effect(sentence)))
                break
    return list({(limit.metric, limit.value): limit for limit in found}.values())


def _revenue(sentence: str) -> list[Limit]:
    found = []
    for match in _MONEY.finditer(sentence):
        number, digits, scale = (
            (match["number"], match["digits"], match["scale"])
            if match["number"]
            else (match["number2"], match["digits2"], match["scale2"])
        )
        value = _value(number, digits, scale)
        if not value:
            continue
        mark = (match["before"] or match["after"]).lower()
        currency = next((code for word, code in _CURRENCY if mark.startswith(word)), "USD")
        near = sentence[max(match.start() - 160, 0) : match.end() + 100].lower()
        if re.search(r"\bgmv\b|gross merchandise", near):
            metric, period = "gross-merchandise-value", "year"
        elif re.search(r"\bmonthly\b|\b(?:per|a|any|calendar) month\b", near) and not re.search(
            r"(?:12|twelve)[- ]month", near
        ):
            metric, period = "monthly-revenue", "month"
        else:
            metric, period = "annual-revenue", "year"
        found.append(Limit(metric, _op(sentence), value, currency, period, _effect(sentence)))
    return list({(limit.metric, limit.value): limit for limit in found}.values())


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
