"""Lines of an ignore file that were written for another language, or that another line undoes."""

import re
from collections.abc import Iterator

from leakscan.context.ignorefile import IgnoreFileError, read_lines
from leakscan.context.matcher import Matcher
from leakscan.context.patterns import IgnorePattern
from leakscan.context.prediction import Prediction
from leakscan.model.advice import Advice, AdviceKind, Edit, Fix
from leakscan.model.location import Reach

MAX_ADVICE = 20
_MAX_SHOWN = 3

_COMMENT = re.compile(r"\A\s+#")
_TRAILING = re.compile(r"\A(?P<pattern>[^#\s]\S*)\s+#.*\Z")
_WINDOWS = re.compile(r"\A(?:[\w.*-]+\\)+[\w.*-]+\Z")
_WINDOWS_DIRECTORY = re.compile(r"(?:[\w.*-]+\\)+")
_ENDING = re.compile(r"\A/?\*(\.[\w.-]+)\Z")
_ANYWHERE = re.compile(r"\A(?:\*\*/)?([\w.-]+)\Z")


_PARTED = "a backslash takes away the meaning of what follows it: directories are parted by slashes"


def misread(prediction: Prediction) -> list[Advice]:
    """Return advice on the lines of the ignore file in use, in their order."""
    name = prediction.ignore_file
    try:
        lines = read_lines(prediction.ignore_data, name, prediction.builder)
        patterns = Matcher(lines, prediction.builder, name).patterns
    except IgnoreFileError as error:
        return _refused(prediction, error)
    reader = _Reader(prediction, patterns)
    found = [advice for pattern in patterns for advice in reader.advice(pattern)]
    return sorted(found, key=lambda item: item.line)[:MAX_ADVICE]


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

    def __init__(self, prediction: Prediction, patterns: list[IgnorePattern]) -> None:
        self.name = prediction.ignore_file
        self.last_exception = max(
            (pattern.line.number for pattern in patterns if pattern.negated), default=0
        )
        self.by_name: dict[str, list[str]] = {
            found[1]: []
            for pattern in patterns
            if not pattern.negated and (found := _ANYWHERE.match(pattern.text))
        }
        self.by_ending: dict[str, list[str]] = {
            found[1]: []
            for pattern in patterns
            if not pattern.negated and (found := _ENDING.match(pattern.text))
        }
        self.undone: dict[str, tuple[int, str]] = {}
        """For a path that an exception lets back in: the exception's line."""
        if self.by_name or self.by_ending:
            self._sort_out(prediction)

    def advice(self, pattern: IgnorePattern) -> Iterator[Advice]:
        """Yield what is to be said of one line."""
        text = pattern.line.text
        if _COMMENT.match(text):
            yield self._say(
                pattern,
                "a comment begins in the first column: with blanks before it, this is a pattern",
                text.lstrip(),
            )
        elif found := _TRAILING.match(text):
            yield self._say(
                pattern,
                "no comment can follow a pattern: all of the line is taken as one",
                found["pattern"],
            )
        elif _WINDOWS.match(text.strip()):
            yield self._say(pattern, _PARTED, text.strip().replace("\\", "/"))
        elif pattern.text.startswith("../") or pattern.text in (".", "..", "/"):
            yield self._say(pattern, "nothing in the context has such a path", "")
        elif not pattern.negated:
            yield from self._about_files(pattern)

    def _about_files(self, pattern: IgnorePattern) -> Iterator[Advice]:
        if (found := _ENDING.match(pattern.text)) and (deeper := self.by_ending[found[1]]):
            yield self._say(
                pattern,
                f"it means the top directory only; not ignored: {_some(deeper)}",
                f"**/*{found[1]}",
            )
        found = _ANYWHERE.match(pattern.text)
        for path in self.by_name[found[1]] if found else ():
            line, exception = self.undone.get(path, (0, ""))
            inside = "/" not in path or pattern.text.startswith("**/")
            if inside and line > pattern.line.number:
                yield self._say(
                    pattern,
                    f"line {line}, {exception!r}, lets {path!r} back in: the last line that matches"
                    " decides",
                    None,
                )
                return

    def _sort_out(self, prediction: Prediction) -> None:
        endings = tuple(self.by_ending)
        for file in prediction.files:
            if file.reach is Reach.IGNORED:
                continue
            path = file.path
            name = path.rpartition("/")[2]
            if endings and "/" in path and name.endswith(endings):
                for ending in endings:
                    if name.endswith(ending):
                        self.by_ending[ending].append(path)
            if self.last_exception and name in self.by_name:
                first = file.decided_by[0] if file.decided_by else None
                if first and first.file == self.name and first.text.startswith("!"):
                    self.by_name[name].append(path)
                    self.undone[path] = (first.line, first.text)

    def _say(self, pattern: IgnorePattern, message: str, instead: str | None) -> Advice:
        line = pattern.line
        return _advice(self.name, line.number, line.text, message, instead)


def _some(paths: list[str]) -> str:
    shown = ", ".join(repr(path) for path in paths[:_MAX_SHOWN])
    return shown + (f" and {len(paths) - _MAX_SHOWN} more" if len(paths) > _MAX_SHOWN else "")
