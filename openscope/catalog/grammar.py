"""Names of licences that are read part by part, for what no table holds as a whole.

"GNU Library General Public License v2.1 or later (LGPLv2.1+)" is a family, a version, what is said of
later ones, and the same again. The rule is that each word must be understood, and that all must agree:
one word that says something else ("BSD-like", "MIT, not for resale") leaves the whole not understood.
"""

from collections.abc import Callable
from contextlib import suppress

from msgspec.structs import replace

from openscope.catalog.families import Families, Words, number, plain
from openscope.catalog.names import FOLDED, fold, page
from openscope.catalog.term import AND, LIST, OR, NotReadError, Part, Resolve, Term, Terms
from openscope.catalog.tokens import Token, spelled, tokens, unescaped
from openscope.catalog.values import Ambiguous, Read

_LONGEST, _MOST_WORDS, _LONGEST_NAME, _LONGEST_PHRASE = 400, 60, 14, 9
_VERSION_WORDS = frozenset({"version", "ver", "v", "vesion"})
_NUMBERS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4"}
_SIGNS = {
    **dict.fromkeys(("/", "|", "||", "or"), OR),
    **dict.fromkeys(("&", "&&", "+", "and"), AND),
    **dict.fromkeys((",", ";"), LIST),
}


class Grammar:
    """Reads names. `resolve` is the catalogue's answer for a whole name, `is_exception` tells exceptions."""

    def __init__(
        self,
        words: Words,
        families: Families,
        resolve: Resolve,
        is_exception: Callable[[str], bool],
    ) -> None:
        self.words, self.families = words, families
        self.resolve, self.is_exception = resolve, is_exception
        self.terms = Terms(words, families, resolve)
        self.spellings = [(spelled(name), meant) for name, meant in words.spellings]

    def read(self, words: str) -> Read | None:
        """What the words mean; None where one of them is not understood, or they contradict each other."""
        if len(words) > _LONGEST:
            return None
        text = unescaped(words)
        for written, meant in self.spellings:
            text = written.sub(meant, text)
        found = tokens(text)
        if not found or len(found) > _MOST_WORDS:
            return None
        try:
            return _Reader(self, text, found).all()
        except NotReadError:
            return None


class _Reader:
    """One pass over the words of a declaration."""

    def __init__(self, grammar: Grammar, text: str, tokens: list[Token]) -> None:
        self.grammar, self.words, self.families = grammar, grammar.words, grammar.families
        self.terms = grammar.terms
        self.text, self.tokens = text, tokens
        self.at = 0
        self.choice = False
        self.loose = False
        self.unread = False

    def all(self) -> Read | None:
        found = self._joined(closing=False)
        if found is None:
            return None
        if isinstance(found, Term):
            found = self.terms.meaning(found)
        meaning = Ambiguous(self.text, found) if isinstance(found, tuple) else found
        return Read(meaning, self.loose)

    def _joined(self, *, closing: bool) -> Part | None:
        """Licences up to the end, or to the closing bracket: one term, or several as an expression, or the
        candidates of those that are not clear; None where there are but fillers.
        """
        parts: list[Part] = []
        signs: list[str] = []
        sign: str | None = None
        fresh = True
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.text == ")":
                if not closing:
                    raise NotReadError
                break
            if self._later(parts) or self._beside(parts):
                continue
            if self._starts("choice"):
                self.choice = True
                continue
            joint = _SIGNS.get(token.text.casefold())
            if joint is not None and not self._begins():
                if self.unread and not parts:
                    raise NotReadError
                self.at += 1
                if parts:
                    # ", or" says how the whole list is joined.
                    sign = joint if sign in (None, LIST) else sign
                    fresh = True
                continue
            part = self._part()
            if part is None:
                if token.kind == "url" and sign in (AND, OR) and self.tokens[self.at - 2].text != "/":
                    raise NotReadError
                continue
            last = parts[-1] if parts else None
            if sign and isinstance(part, Term) and isinstance(last, Term) and part.version and not part.stem:
                # "Apache License, 2.0" is one licence, "GPL 2 or 3" two of one family.
                if last.version is not None and sign != LIST:
                    parts.append(Term(last.stem, part.version))
                    signs.append(sign)
                elif sign == LIST:
                    parts[-1] = self.terms.merged(last, part)
                else:
                    raise NotReadError
            elif fresh and sign == LIST and (same := self._same(last, part)) is not None:
                parts[-1] = same  # "Public Domain, per Creative Commons CC0"
            elif fresh and (sign is not None or not parts):
                parts.append(part)
                signs += [sign] if sign else []
            elif isinstance(part, Term) and isinstance(parts[-1], Term):
                parts[-1] = self.terms.merged(parts[-1], part)
            else:
                raise NotReadError
            sign, fresh = None, False
        if len(parts) == 1:
            return parts[0]
        if not parts:
            return None
        found, loose = self.terms.several(parts, signs, self.choice)
        self.loose = self.loose or loose
        return found

    def _same(self, last: Part | None, part: Part) -> Term | None:
        """Both as one licence, if they are the same, as behind a comma they may be."""
        if isinstance(last, Term) and isinstance(part, Term):
            with suppress(NotReadError):
                return self.terms.merged(last, part)
        return None

    def _later(self, parts: list[Part]) -> bool:
        """Takes "or later" or a "+" that stands for it, and gives it to the last licence."""
        token = self.tokens[self.at]
        close = token.text == "+" and self.at > 0 and self.tokens[self.at - 1].end == token.start
        after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else None
        if not (close and (after is None or after.start > token.end or after.kind == "sign")):
            if not self._starts("later"):
                return False
        else:
            self.at += 1
        if not parts or not isinstance(parts[-1], Term):
            raise NotReadError
        parts[-1] = replace(parts[-1], later=True)
        return True

    def _beside(self, parts: list[Part]) -> bool:
        """Takes "with" and the exception or the rider behind it, and gives it to the last licence."""
        begun = self.at
        opened = 0
        while self.at < len(self.tokens) and self.tokens[self.at].text in (",", "("):
            opened += self.tokens[self.at].text == "("
            self.at += 1
        plus = self.at < len(self.tokens) and self.tokens[self.at].text in ("+", "&", "and")
        if plus:
            self.at += 1
        elif not self._starts("with_"):
            self.at = begun
            return False
        while self._starts("fillers"):
            pass
        exception = self._exception()
        if exception is None or not parts or not isinstance(parts[-1], Term):
            self.at = begun
            return False
        while self._version_follows() or self._starts("fillers") or self._starts("tail"):
            pass
        for _ in range(opened):
            if self.at >= len(self.tokens) or self.tokens[self.at].text != ")":
                raise NotReadError
            self.at += 1
        term = parts[-1]
        if exception in self.words.riders:
            parts[-1] = replace(term, riders=(*term.riders, exception))
        elif term.exception in (None, exception):
            parts[-1] = replace(term, exception=exception)
        else:
            raise NotReadError
        return True

    def _exception(self) -> str | None:
        for end in range(min(self.at + _LONGEST_NAME, len(self.tokens)), self.at, -1):
            name = self._slice(end)
            known = self.words.exceptions.get(fold(name)) or self.grammar.resolve(name)
            if isinstance(known, str) and (self.grammar.is_exception(known) or known in self.words.riders):
                self.at = end
                return known
        return None

    def _version_follows(self) -> bool:
        """Takes the version of an exception, which its id has already."""
        if self.at < len(self.tokens) and self.tokens[self.at].kind == "version":
            self.at += 1
            return True
        follows = self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].kind == "version"
        if follows and self.tokens[self.at].text.casefold() in (",", *_VERSION_WORDS):
            self.at += 2
            return True
        return False

    def _part(self) -> Part | None:
        """The next licence, version or bracket; None for a word that says nothing."""
        token = self.tokens[self.at]
        if token.text == "(":
            self.at += 1
            found = self._joined(closing=True)
            if self.at >= len(self.tokens):
                raise NotReadError
            self.at += 1
            return found
        if token.kind == "url":
            self.at += 1
            address = token.text.rstrip(".,;:")
            address = address if "://" in address else f"https://{address}"
            known = self.grammar.resolve(address)
            if (
                known is None
                and (id := page(address)) is not None
                and (read := self.grammar.read(id)) is not None
            ):
                known = read.meaning
            self.unread = self.unread or known is None
            return self._known(known) if known is not None else None
        if (named := self._named()) is not None:
            return named
        if self._starts("fillers"):
            return None
        word = token.text.casefold()
        if token.kind == "version" or word in _NUMBERS:
            self.at += 1
            if self.at < len(self.tokens) and self.tokens[self.at].text.casefold() in ("clause", "clauses"):
                self.at += 1
            return Term(version=_NUMBERS.get(word) or number(word))
        if token.kind == "more":
            self.at += 1
            return Term(later=True)
        if word == "only":
            self.at += 1
            return None
        if word in _VERSION_WORDS:
            self.at += 1
            return None
        raise NotReadError

    def _begins(self) -> bool:
        """Whether a name begins with this word, which otherwise joins two."""
        begun = self.at
        found = self._named()
        self.at = begun
        return found is not None

    def _named(self) -> Term | None:
        """The longest name that begins here: of a family, or of what the tables know."""
        first = self.tokens[self.at]
        if first.kind not in ("word", "version") or plain(first.text) in FOLDED:
            return None
        for end in range(min(self.at + _LONGEST_NAME, len(self.tokens)), self.at, -1):
            if (self.tokens[end - 1].kind == "sign" and self.tokens[end - 1].text != ")") or not self._closed(
                end
            ):
                continue
            name = self._slice(end)
            stem = self.families.names.get(fold(name))
            if stem is not None and stem in self.families.ids:
                self.at = end
                return Term(stem=stem)
            known = self.grammar.resolve(name) if self.tokens[end - 1].kind != "url" else None
            if known is not None:
                self.at = end
                return self._known(known)
        return None

    def _known(self, known: str | Ambiguous) -> Term:
        if isinstance(known, str) and self.grammar.is_exception(known):
            raise NotReadError
        return self.terms.of(known)

    def _slice(self, end: int) -> str:
        return self.text[self.tokens[self.at].start : self.tokens[end - 1].end]

    def _starts(self, kind: str) -> bool:
        """Takes the longest of the words of this kind that stands here."""
        known = getattr(self.words, kind)
        for end in range(min(self.at + _LONGEST_PHRASE, len(self.tokens)), self.at, -1):
            said = [token.text for token in self.tokens[self.at : end] if token.text not in "()"]
            if self.tokens[self.at].text != "(" and plain(" ".join(said)) in known:
                if not self._closed(end):
                    continue
                self.at = end
                return True
        return False

    def _closed(self, end: int) -> bool:
        """Whether each bracket from here to there is closed in it."""
        said = [token.text for token in self.tokens[self.at : end]]
        return said.count("(") == said.count(")")
