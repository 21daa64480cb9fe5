"""The error of a broken rulebook: every problem at once, each with its file and key."""

from msgspec import Struct


class Problem(Struct, frozen=True, order=True):
    """One thing that is wrong in `rules/`: the file (relative to it), the key in it, and what to mend."""

    file: str
    key: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.message}" if self.key else f"{self.file}: {self.message}"


class CatalogError(Exception):
    """The rules cannot be used. `problems` lists everything that is wrong with them."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"{count} problem{'s' if count != 1 else ''} in the rules:"
        super().__init__("\n  ".join([head, *map(str, self.problems)]))
