"""Random contexts with a canary in every file, and Dockerfiles that carry some of them along."""

import gzip
import io
import random
import tarfile
from dataclasses import dataclass, field
from pathlib import Path

EXIT = bytes.fromhex(
    "7f454c4602010100000000000000000002003e00010000007800400000000000"
    "4000000000000000000000000000000000000000400038000100000000000000"
    "0100000005000000000000000000000000004000000000000000400000000000"
    "8400000000000000840000000000000000100000000000006a3c5831ff0f0500"
)  # fmt: skip
"""The smallest program that ends: what RUN runs in stages without anything."""

_FILES = (
    *("top.txt", "key.pem", ".env", "a.py", "conf/a.ini", "conf/b.ini", "conf/sub/c.ini"),
    *("src/m.py", "src/n.txt", "src/deep/x.py", "src/deep/er/y.py", "data/1.csv", "data/2.csv"),
    *("lib/a b.txt", "lib/[x].txt", "lib/.hid", "docs/r.md", "docs/s/t.md"),
)
_LINKS = (
    ("l_file", "conf/a.ini"), ("l_dir", "src"), ("l_abs", "/conf/sub"), ("l_up", "../top.txt"),
    ("conf/l_in", "../src/deep"), ("src/l_side", "n.txt"), ("l_two", "l_dir"), ("docs/l_d", "s"),
)  # fmt: skip
_SOURCES = (
    *("top.txt", ".env", "conf", "conf/", "src", "src/deep", "data", "*.txt", "*.p*", "conf/*.ini"),
    *("*/*.py", "s*", "src/*", "src/deep/er/y.py", "data/?.csv", "data/[1].csv", "./conf/sub"),
    *("../src/m.py", "/docs", "l_file", "l_dir", "l_dir/deep", "l_abs", "l_up", "l_two/m.py"),
    *("conf/l_in", "conf/l_in/x.py", "docs/l_d", "l_*", "lib/.hid", "$V", "${V}/s", "${W:-data}"),
    *("${V#d}", "conf/sub/c.ini", "lib/[[]x].txt", "*", "docs/*/t.md", "lib/a?b.txt", "x.tar"),
)
_NEW = frozenset(("../src/m.py", "${V#d}"))
"""Sources on which builders of 2020 fail."""
_IGNORED = (
    *("*.pem", "**/*.ini", "!conf/b.ini", "src/deep", "!src/deep/er", "data/*", ".env", "docs"),
    *("!docs/s", "**/.hid", "lib/a*", "*.md", "conf/sub", "!**/*.py", "l_dir", "top.txt"),
)


@dataclass(slots=True)
class Context:
    """One build."""

    files: dict[str, bytes]
    """Each holds its canary."""
    links: dict[str, str]
    dockerfile: str
    target: str = ""
    args: dict[str, str] = field(default_factory=dict)
    stages: list[str] = field(default_factory=list)


def canary(number: int, path: str) -> bytes:
    """Return what makes a file of one build known among all bytes."""
    return b"canary<%d:%s>" % (number, path.encode())


def context(number: int, *, old: bool = False, runs: bool = False) -> Context:
    """
    Return the context of a number; `old`: with what builders of 2020 understand.

    They fail on the first source that is not there, and build every stage: there, less is left out.
    With `runs`, commands take files from place to place in the stages.
    """
    source = random.Random(f"reach {number}{' runs' * runs}")
    less = 0.97 if old or runs else 0.8
    files = {name: canary(number, name) + b"\n" for name in _FILES if source.random() < less}
    files["exit"] = EXIT + canary(number, "exit")
    files["x.tar"] = _tar({"in/one": canary(number, "x.tar")})
    files["x.tgz"] = _zipped(_tar({"in/two": canary(number, "x.tgz")}), canary(number, "x.tgz"))
    links = {name: to for name, to in _LINKS if source.random() < less - 0.1}
    if source.random() < 0.5:
        ignored = source.sample(_IGNORED, source.randrange(1, 5))
        text = "\n".join((*ignored, f"# {canary(number, '.dockerignore').decode()}"))
        files[".dockerignore"] = text.encode() + b"\n"
    made = (_RunWriter if runs else _Writer)(source, old=old)
    if runs:
        files["busybox"] = Path("/bin/busybox").read_bytes() + canary(number, "busybox")
    text = made.text() + f"# {canary(number, 'Dockerfile').decode()}\n"
    files["Dockerfile"] = text.encode()
    target = source.choice(made.names) if source.random() < 0.25 else ""
    return Context(files, links, text, target, made.args, made.names)


class _Writer:
    """Writes one Dockerfile."""

    def __init__(self, source: random.Random, *, old: bool) -> None:
        self.source = source
        self.old = old
        self.names: list[str] = []
        self.placed: dict[str, list[str]] = {}
        self.args = {"V": "docs"} if source.random() < 0.5 else {}
        self.count = 0

    def text(self) -> str:
        lines = ["ARG V=conf"]
        for _ in range(self.source.randrange(1, 5)):
            lines += self.stage()
        return "\n".join(lines) + "\n"

    def stage(self) -> list[str]:
        name = f"s{len(self.names)}"
        base = "scratch"
        if self.names and self.source.random() < 0.35:
            base = self.source.choice(self.names)
        self.placed[name] = list(self.placed.get(base, ()))
        steps = [line for _ in range(self.source.randrange(1, 5)) for line in self.step(name)]
        self.names.append(name)
        # Every line costs the classic builder a container.
        arguments = [
            f"ARG {each}"
            for each in "VW"
            if not self.old or any(each in line.partition(" ")[2] for line in steps)
        ]
        return [f"FROM {base} AS {name}", *arguments, *steps]

    def step(self, name: str) -> list[str]:
        chance = self.source.random()
        if chance < 0.12:
            return [f"WORKDIR /_tw{self.source.randrange(2)}"]
        if chance < 0.18:
            return [f"ENV W={self.source.choice(('src', 'docs/s', 'conf'))}"]
        if chance < 0.25 and not self.old:
            return self.mount()
        return self.transfer(name, chance)

    def transfer(self, name: str, chance: float) -> list[str]:
        if chance < 0.45 and self.names:
            return [self.copy_from(name)]
        if chance < 0.5:
            line = f"ONBUILD COPY {self.sources(1)} {self.place(name)}/"
            if self.old:
                self.placed[name].pop()
            return [line]
        if chance < 0.6:
            return [
                f"ADD {self.source.choice(('x.tar', 'x.tgz', 'x.tar a.py'))} {self.place(name)}/"
            ]
        if chance < 0.63 and not self.old:
            place = self.place(name)
            return [f"COPY <<EOF {self.sources(1)} {place}/", "hello", "EOF"]
        return [self.copy(name)]

    def place(self, name: str) -> str:
        self.count += 1
        at = f"/_t{self.count}"
        self.placed[name].append(at)
        return at

    def sources(self, most: int = 3) -> str:
        count = self.source.choice((1, 1, 1, 2, 3))
        known = [one for one in _SOURCES if not (self.old and one in _NEW)]
        return " ".join(self.source.choice(known) for _ in range(min(count, most)))

    def copy(self, name: str) -> str:
        chance = self.source.random()
        place = self.place(name)
        flags = ""
        if not self.old:
            flags += self.source.choice(("", "", "", "--link ", "--chmod=600 "))
            if self.source.random() < 0.2:
                flags += f"--exclude={self.source.choice(('*.py', '**/*.ini', 'deep', '*', '!x'))} "
            if self.source.random() < 0.15:
                flags += "--parents "
        if chance < 0.1:
            return f"COPY {flags}. {place}/"
        if chance < 0.15:
            return f'COPY {flags}["{self.source.choice(("conf", "lib/a b.txt"))}", "{place}/"]'
        relative = place.removeprefix("/") if self.source.random() < 0.1 else place
        end = "" if self.source.random() < (0.03 if self.old else 0.15) else "/"
        return f"COPY {flags}{self.sources(1 if not end else 3)} {relative}{end}"

    def copy_from(self, name: str) -> str:
        other = self.source.choice(self.names)
        if self.old and not self.placed[other]:
            return self.copy(name)
        origin = other if self.source.random() < 0.8 else str(self.names.index(other))
        places = self.placed[other] or ["/_t1"]
        at = self.source.choice(places)
        below = self.source.choice(
            (
                "",
                "",
                "/",
                "/*",
                "/a.ini",
                "/sub",
                "/deep",
                "/*.py",
                "/conf",
                "/in",
                "/in/one",
                "/m.py",
            )
        )
        often = (at, at, f"{at}/", f"{at}/*") if self.old else (at + below,)
        path = self.source.choice((at + below, *often, "/", "/_t*"))
        return f"COPY --from={origin} {path} {self.place(name)}/"

    def mount(self) -> list[str]:
        run = 'RUN --mount=type={} ["/_tx/exit"]'
        first = ["COPY exit /_tx/exit"]
        source = self.source.choice(("source=conf,", "src=src/deep,", "", "source=top.txt,"))
        kind = self.source.choice(
            (f"bind,{source}target=/_tm", f"bind,{source}target=/_tm", "tmpfs,target=/_tm",
             "cache,target=/_tm", "secret,id=none")
        )  # fmt: skip
        if self.names and self.source.random() < 0.3:
            kind = f"bind,from={self.source.choice(self.names)},target=/_tm"
        return [*first, run.format(kind)]


class _RunWriter(_Writer):
    """Writes Dockerfiles whose stages have a shell, and commands that carry files."""

    def stage(self) -> list[str]:
        lines = super().stage()
        if "FROM scratch" not in lines[0]:
            return lines
        shell = ["COPY busybox /bin/busybox", 'RUN ["/bin/busybox", "--install", "-s", "/bin"]']
        return [lines[0], *shell, *lines[1:]]

    def step(self, name: str) -> list[str]:
        if self.source.random() < 0.4 and self.placed[name]:
            return [f"RUN {self.run(name)}"]
        return super().step(name)

    def run(self, name: str) -> str:
        """Return commands; what fails is not to fail the build."""
        commands = [self.command(name) for _ in range(self.source.choice((1, 1, 2, 3)))]
        place = self.source.choice(self.placed[name])
        joined = self.source.choice((" && ", "; ", " || ")).join(commands)
        if self.source.random() < 0.25:
            joined = self.source.choice(("cd {} && {}", "(cd {} && {})")).format(place, joined)
        return f"{{ {joined}; }} || true" if self.source.random() < 0.5 else f"{joined}; true"

    def command(self, name: str) -> str:
        source = self.source
        at = source.choice(self.placed[name])
        to = self.place(name)
        one = source.choice(("", "/a.ini", "/conf", "/top.txt", "/m.py", "/.env", "/sub", "/deep"))
        some = source.choice((one, one, "/*", "/*.py", "/?.*", "/*/*", "/."))
        made = f"mkdir -p {to}; "
        forms = (
            f"cp -r {at}{some} {to}/",
            f"{made}cp -r {at}{some} {to}",
            f"cp -r {at}{one} {to}",
            f"{made}cp {at}/* {to}/",
            f"{made}cp -rt {to} {at}{one} {at}/*",
            f"mv {at}{one} {to}",
            f"{made}mv {at}{some} {to}/",
            f"{made}ln -s {at}{one} {to}/link",
            f"{made}ln {at}{one} {to}/same",
            f"cat {at}{some} > {to}",
            f"{made}cat {at}{some} >> {to}/all",
            f"{made}install -m 600 {at}{one} {to}/",
            f"install -D {at}{one} {to}/x/y",
            f"tar cf {to} {at}{one}",
            f"{made}tar cf - -C {at} . | tar xf - -C {to}",
            f"{made}tar cf {to}/t.tar {at} && tar xf {to}/t.tar -C {to}",
            f"sed s/x/y/ {at}{one} > {to}",
            f"dd if={at}{one} of={to}",
            f"{made}find {at} -name '*.*' -exec cp {{}} {to} \\;",
            f"{made}for f in {at}{some}; do cp $f {to}/; done",
            f"cp -r {at}{one} $NOT_SET{to}",
            f"D={to}; cp -r {at}{one} $D",
            f"sh -c 'cp -r {at}{one} {to}'",
            f"mkdir {to}; md5sum {at}/* > {to}/sums",
            f'echo "$(cat {at}{one})" > {to}',
            f"{made}cat {at}{one} | tee {to}/a > {to}/b",
        )
        return source.choice(forms)

    def mount(self) -> list[str]:
        source = self.source.choice(("source=conf,", "src=src/deep,", "", "source=top.txt,"))
        kind = f"bind,{source}target=/_tm"
        if self.names and self.source.random() < 0.4:
            kind = f"bind,from={self.source.choice(self.names)},target=/_tm"
        to = self.place(f"s{len(self.names)}")
        return [f"RUN --mount=type={kind} cp -r /_tm {to}; true"]


def _tar(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def _zipped(data: bytes, name: bytes) -> bytes:
    """Return a gzip file that names its canary in plain text too, in its header."""
    whole = gzip.compress(data, mtime=0)
    return whole[:3] + b"\x08" + whole[4:10] + name + b"\0" + whole[10:]
