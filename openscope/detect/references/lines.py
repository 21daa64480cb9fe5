"""Where in a text something stands."""

_COMMENT_MARKS = ("#", "//", "*", "/*", "<!--", ";")
_LOOK_BACK = 1_000


class Lines:
    """Line numbers, from 1, of positions that mostly grow; and whether a position lies in a comment."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1

    def number(self, at: int) -> int:
        """The line of a position."""
        if at < self.at:
            self.line -= self.text.count("\n", at, self.at)
        else:
            self.line += self.text.count("\n", self.at, at)
        self.at = at
        return self.line

    def is_comment(self, at: int) -> bool:
        """Whether the line of a position is a comment up to there."""
        start = self.text.rfind("\n", max(0, at - _LOOK_BACK), at) + 1
        if start == 0 and at > _LOOK_BACK:
            return False
        head = self.text[start:at].lstrip()
        return head.startswith(_COMMENT_MARKS) or " # " in head or " // " in head
