"""Lines of an ignore file that were written for another language, or that another line undoes."""

from collections.abc import Iterator, Sequence
from itertools import islice

from leakscan.context.ignorefile import IgnoreFileError, IgnoreLine
from leakscan.context.prediction import Prediction
from leakscan.expressions import expression
from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.model.location import Reach

MAX_ADVICE = 20
_MAX_SHOWN = 3

_COMMENT = expression(r"\A\s+#")
_TRAILING = expression(r"\A(?P<pattern>[^#\s]\S*)\s+#.*\Z")
_WINDOWS = expression(r"\A(?:[\w.*-]+\\)+[\w.*-]+\Z")
_WINDOWS_DIRECTORY = expression(r"(?:[\w.*-]+\\)+")
_ENDING = expression(r"\A/?\*(\.[\w.-]+)\Z")
_ANYWHERE = expression(r"\A(?:\*\*/)?([\w.-]+)\Z")


_PARTED = "a backslash takes away the meaning of what follows it: directories are parted by slashes"


def misread(prediction: Prediction) -> list[Advice]:
    """Return advice on the lines of the ignore file in use, in their order."""
    if prediction.ignore_refused:
        return _refused(prediction, prediction.ignore_refused)
    lines = prediction.ignore_lines
    reader = _Reader(prediction, lines)
    return list(islice((advice for line in lines for advice in reader.advice(line)), MAX_ADVICE))


def _refused(prediction: Prediction, error: IgnoreFileError) -> list[Advice]:
    """Return advice on the line that fails the build, if it names a directory as on Windows."""
    lines = prediction.ignore_data.split(b"\n")[error.line - 1 : error.line]
    text = b"".join(lines).decode("utf-8", "surrogateescape").strip()
    if not _WINDOWS_DIRECTORY.fullmatch(text):
        return []
    return [_advice(prediction.ignore_file, error.line, text, _PARTED, text.replace("\\", "/"))]


def _advice(file: str, line: int, text: str, message: str, instead: str | None) -> Advice:
    fix = None
    if instead is not None:
        edit = Edit(file=file, start_line=line, end_line=line, text=instead)
        fix = Fix(summary="", edits=(edit,))
    return Advice(
        kind=AdviceKind.IGNORE_LINE, file=file, line=line, text=text, message=message, fix=fix
    )


class _Reader:
    """What became of the files that lines seem to be about."""

    def __init__(self, prediction: Prediction, lines: Sequence[IgnoreLine]) -> None:
        self.name = prediction.ignore_file
        self.by_name: dict[str, list[str]] = {}
        self.by_ending: dict[str, list[str]] = {}
        self.last_exception = max((line.number for line in lines if line.negated), default=0)
        for line in lines:
            if line.negated:
                continue
            # What no exception follows cannot be let back in.
            if line.number < self.last_exception and (found := _ANYWHERE.match(line.pattern)):
                self.by_name[found[1]] = []
            if found := _ENDING.match(line.pattern):
                self.by_ending[found[1]] = []
        self.undone: dict[str, tuple[int, str]] = {}
        """For a path that an exception lets back in: the exception's line."""
        if self.by_name or self.by_ending:
            self._sort_out(prediction)

    def advice(self, line: IgnoreLine) -> Iterator[Advice]:
        """Yield what is to be said of one line."""
        text = line.text
        if _COMMENT.match(text):
            yield self._say(
                line,
                "a comment begins in the first column: with blanks before it, this is a pattern",
                text.lstrip(),
            )
        elif "#" in text and (found := _TRAILING.match(text)):
            yield self._say(
                line,
                "no comment can follow a pattern: all of the line is taken as one",
                found["pattern"],
            )
        elif "\\" in text and _WINDOWS.match(text.strip()):
            yield self._say(line, _PARTED, text.strip().replace("\\", "/"))
        elif line.pattern.startswith("../") or line.pattern in (".", "..", "/"):
            yield self._say(line, "nothing in the context has such a path", "")
        elif not line.negated:
            yield from self._about_files(line)

    def _about_files(self, line: IgnoreLine) -> Iterator[Advice]:
        if (found := _ENDING.match(line.pattern)) and (deeper := self.by_ending[found[1]]):
            yield self._say(
                line,
                f"it means the top directory only; not ignored: {_some(deeper)}",
                f"**/*{found[1]}",
            )
        if line.number > self.last_exception:
            return
        found = _ANYWHERE.match(line.pattern)
        for path in self.by_name.get(found[1], ()) if found else ():
            number, exception = self.undone.get(path, (0, ""))
            inside = "/" not in path or line.pattern.startswith("**/")
            if inside and number > line.number:
                yield self._say(
                    line,
                    f"line {number}, {exception!r}, lets {path!r} back in: the last line that"
                    " matches decides",
                    None,
                )
                return

    def _sort_out(self, prediction: Prediction) -> None:
        for file in prediction.files:
            if file.reach is Reach.IGNORED:
                continue
            path = file.path
            name = path.rpartition("/")[2]
            if self.by_ending and "/" in path:
                for ending in _endings(name):
                    if ending in self.by_ending:
                        self.by_ending[ending].append(path)
            if name in self.by_name:
                first = file.decided_by[0] if file.decided_by else None
                if first and first.file == self.name and first.text.startswith("!"):
                    self.by_name[name].append(path)
                    self.undone[path] = (first.line, first.text)

    def _say(self, line: IgnoreLine, message: str, instead: str | None) -> Advice:
        return _advice(self.name, line.number, line.text, message, instead)


def _endings(name: str) -> Iterator[str]:
    """Yield what a name ends with, from each of its dots on."""
    at = name.find(".")
    while at >= 0:
        yield name[at:]
        at = name.find(".", at + 1)


def _some(paths: list[str]) -> str:
    shown = ", ".join(repr(path) for path in paths[:_MAX_SHOWN])
    return shown + (f" and {len(paths) - _MAX_SHOWN} more" if len(paths) > _MAX_SHOWN else "")
