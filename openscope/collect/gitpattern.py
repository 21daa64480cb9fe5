"""One line of a `.gitignore`, as git itself reads it, compiled so that no pattern is slow.

pathspec's expressions backtrack (`*a*a*a*a*b` against a long name takes minutes), and whoever
wrote the scanned tree wrote its patterns. Matching the leftmost chance of each piece between two
stars is enough, so here each piece is an atomic group. Like git, this matches bytes: `?` is one byte.
"""

import re

from msgspec import Struct

from openscope.regex import regex

_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"\x21-\x7e",
    b"lower": rb"a-z",
    b"print": rb"\x20-\x7e",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb" \t\n\r\f\v",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}
_STARS = regex(rb"\*{2,}")
_WILD = regex(rb"[*?\[\\]")


class Pattern(Struct, frozen=True):
    """A rule. `body` is a regular expression for the whole name, or path below the directory of the
    `.gitignore` where `by_path`; where `literal`, it is that name or path itself.
    """

    body: bytes
    literal: bool
    by_path: bool
    directories_only: bool
    negated: bool


def parse(line: bytes) -> Pattern | None:
    """Reads a line. None if it is empty, a comment, or a pattern that can match nothing."""
    line = _strip(line)
    if not line or line.startswith(b"#"):
        return None
    negated = line.startswith(b"!")
    pattern = line[1:] if negated else line
    directories_only = pattern.endswith(b"/")
    pattern = pattern[:-1] if directories_only else pattern
    by_path = b"/" in pattern
    pattern = pattern.removeprefix(b"/")
    if not pattern:
        return None
    if not _WILD.search(pattern):
        return Pattern(pattern, True, by_path, directories_only, negated)
    body = _path(pattern) if by_path else _segment(pattern)
    return None if body is None else Pattern(body, False, by_path, directories_only, negated)


def _strip(line: bytes) -> bytes:
    """Strips trailing spaces, save one that a backslash protects."""
    stripped = line.removesuffix(b"\r").rstrip(b" ")
    backslashes = len(stripped) - len(stripped.rstrip(b"\\"))
    return stripped + b" " if backslashes % 2 and len(stripped) < len(line.removesuffix(b"\r")) else stripped


def _path(pattern: bytes) -> bytes | None:
    """Compiles a pattern with slashes: runs of segments, with `**` between them."""
    runs: list[list[bytes]] = [[]]
    segments = _split(pattern)
    if segments is None:
        return None
    for segment in segments:
        if _STARS.fullmatch(segment):
            runs.append([])
            continue
        body = _segment(segment)
        if body is None:
            return None
        runs[-1].append(body + rb"(?=/|\Z)")
    last = len(runs) - 1
    out = b""
    for number, run in enumerate(runs):
        if number == last:
            # A trailing `**` is everything inside, not the directory itself.
            end = b"/".join(run) if run else b".+"
            out += (rb"(?:[^/]+/)*?" if number and run else b"") + end
        elif run:
            middle = b"/".join(run) + b"/"
            out += b"(?>" + rb"(?:[^/]+/)*?" + middle + b")" if number else middle
    return out


def _split(pattern: bytes) -> list[bytes] | None:
    """Splits a pattern at its slashes. One in a bracket expression is a member of it, as git reads it."""
    segments: list[bytes] = []
    start = at = 0
    while at < len(pattern):
        character = pattern[at : at + 1]
        if character == b"[":
            found = _bracket(pattern, at + 1)
            if found is None:
                return None
            at = found[1]
        elif character == b"/" or pattern[at : at + 2] == b"\\/":
            segments.append(pattern[start:at])
            start = at = at + (1 if character == b"/" else 2)
        else:
            at += 2 if character == b"\\" else 1
    return [*segments, pattern[start:]]


def _segment(segment: bytes) -> bytes | None:
    """Compiles what stands between two slashes. None if git would match nothing with it."""
    pieces: list[bytes] = [b""]
    at = 0
    while at < len(segment):
        character = segment[at : at + 1]
        at += 1
        if character == b"*":
            pieces.append(b"")
        elif character == b"?":
            pieces[-1] += b"[^/]"
        elif character == b"[":
            found = _bracket(segment, at)
            if found is None:
                return None
            body, at = found
            pieces[-1] += body
        else:
            if character == b"\\":
                character = segment[at : at + 1]
                at += 1
                if not character:
                    return None
            pieces[-1] += re.escape(character)
    if len(pieces) == 1:
        return pieces[0]
    middle = b"".join(b"(?>[^/]*?" + piece + b")" for piece in pieces[1:-1] if piece)
    return pieces[0] + middle + b"[^/]*" + pieces[-1]


def _bracket(segment: bytes, at: int) -> tuple[bytes, int] | None:
    """Compiles the bracket expression that opens before `at`. Returns it and the place after it."""
    negated = segment[at : at + 1] in {b"!", b"^"}
    at += negated
    members = b""
    first = True
    before: int | None = None
    while True:
        character = segment[at : at + 1]
        if not character:
            return None
        if character == b"]" and not first:
            break
        first = False
        if character == b"[" and segment[at + 1 : at + 2] == b":":
            end = segment.find(b":]", at + 2)
            name = segment[at + 2 : end]
            if end < 0 or b"]" in name:
                members, before, at = members + _escape(b"["), ord("["), at + 1
                continue
            if name not in _CLASSES:
                return None
            members, before, at = members + _CLASSES[name], None, end + 2
            continue
        is_range = character == b"-" and before is not None and segment[at + 1 : at + 2] not in {b"]", b""}
        if is_range:
            at += 1
            character = segment[at : at + 1]
        if character == b"\\":
            at += 1
            character = segment[at : at + 1]
            if not character:
                return None
        at += 1
        if is_range and before is not None:
            if before <= character[0]:
                members += _escape(bytes([before])) + b"-" + _escape(character)
            before = None
        else:
            members += _escape(character)
            before = character[0]
    if not members:
        return (b"[^/]" if negated else rb"(?!)"), at + 1
    return rb"(?!/)[" + (b"^" if negated else b"") + members + b"]", at + 1


def _escape(character: bytes) -> bytes:
    return b"\\x%02x" % character[0]
