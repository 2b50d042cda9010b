"""
What can go wrong, as types.

```
LeakscanError
├── UsageError              exit 2: the request or the configuration is wrong
│   └── ConfigError
├── TargetError             exit 4: the target as a whole could not be read
│   ├── TargetNotFound
│   ├── TargetUnreadable
│   ├── UnrecognisedTarget
│   ├── DaemonError
│   │   └── NoDaemon
│   └── RegistryError
└── ContentError            one object could not be read: caught, and becomes a `Skipped`
    ├── MalformedObject
    ├── DigestMismatch
    └── LimitExceeded
```

Fields are positional in `args`, so that a worker process can send an error to its parent.
A secret never enters a message; text from a target is quoted with `!r`.
"""


class LeakscanError(Exception):
    """Base of every error that leakscan raises on purpose."""

    hint: str = ""
    """What to do next, in one sentence."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        if hint:
            self.hint = hint

    def __str__(self) -> str:
        return self.message


class UsageError(LeakscanError):
    """The request makes no sense as given."""


class ConfigError(UsageError):
    """A configuration file or value is wrong."""


class TargetError(LeakscanError):
    """The whole target could not be read, so there is nothing to report about it."""


class TargetNotFound(TargetError):
    """Nothing is at the path, or no image has the name."""


class TargetUnreadable(TargetError):
    """The target is there but could not be opened or read."""


class UnrecognisedTarget(TargetError):
    """The bytes are none of the shapes that leakscan reads."""


class DaemonError(TargetError):
    """The container daemon could not be reached or refused the request."""


class NoDaemon(DaemonError):
    """There is no container daemon on this machine."""


class RegistryError(TargetError):
    """
    A registry could not be reached or refused the request.

    The message never quotes the registry's own words, nor more of an address than its host: both
    may hold a credential.
    """


class ContentError(LeakscanError):
    """One object inside the target could not be read; the rest still can."""


class MalformedObject(ContentError):
    """
    A document does not have the shape its specification gives it.

    `where` is the path inside the document: `manifest.layers[2].digest`.
    """

    def __init__(self, where: str, problem: str) -> None:
        Exception.__init__(self, where, problem)
        self.where = where
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


class DigestMismatch(ContentError):
    """Bytes read from a blob do not hash to the digest its descriptor promised."""

    hint = "The image is damaged or was altered; pull or save it again."

    def __init__(self, expected: str, actual: str, size: int) -> None:
        Exception.__init__(self, expected, actual, size)
        self.expected = expected
        self.actual = actual
        self.size = size

    def __str__(self) -> str:
        return f"blob {self.expected} hashes to {self.actual} after {self.size} bytes"


class LimitExceeded(ContentError):
    """A bound that protects this machine was reached; `flag` raises it."""

    def __init__(self, what: str, limit: int, flag: str) -> None:
        Exception.__init__(self, what, limit, flag)
        self.what = what
        self.limit = limit
        self.flag = flag
        self.hint = f"Raise it with {flag}." if flag else ""

    def __str__(self) -> str:
        return f"{self.what} is over the limit of {self.limit}"
