"""
Real file trees: a Debian, a Python environment, a node_modules tree, a Go module cache, a JDK.

Made once from the package registries and kept in a cache outside the checkout.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

PYTHON_PACKAGES = (
    "aiohttp", "attrs", "beautifulsoup4", "boto3", "certifi", "cffi", "charset-normalizer",
    "click", "cryptography", "django", "fastapi", "flask", "fsspec", "google-auth", "grpcio",
    "httpx", "idna", "jinja2", "markupsafe", "numpy", "packaging", "pandas", "pillow", "protobuf",
    "psycopg2-binary", "pyasn1", "pydantic", "pyjwt", "pytest", "python-dateutil", "pytz",
    "pyyaml", "redis", "requests", "setuptools", "six", "sqlalchemy", "tornado", "urllib3",
    "werkzeug",
)  # fmt: skip
NODE_PACKAGES = (
    "ajv", "async", "axios", "body-parser", "chalk", "commander", "core-js", "cors", "date-fns",
    "debug", "dotenv", "esbuild", "eslint", "express", "fs-extra", "glob", "got", "inquirer",
    "jest", "jsonwebtoken", "knex", "lodash", "mocha", "moment", "mongoose", "mysql2", "next",
    "node-fetch", "nodemailer", "passport", "pg", "prettier", "react-dom", "redis", "rxjs",
    "typescript", "uuid", "webpack", "winston", "ws",
)  # fmt: skip
GO_MODULES = (
    "cloud.google.com/go/storage@v1.43.0", "github.com/Azure/azure-sdk-for-go/sdk/azcore@v1.14.0",
    "github.com/aws/aws-sdk-go-v2/service/s3@v1.60.0", "github.com/containerd/containerd@v1.7.20",
    "github.com/gin-gonic/gin@v1.10.0", "github.com/go-git/go-git/v5@v5.12.0",
    "github.com/go-sql-driver/mysql@v1.8.1", "github.com/golang-jwt/jwt/v5@v5.2.1",
    "github.com/google/uuid@v1.6.0", "github.com/gorilla/mux@v1.8.1",
    "github.com/hashicorp/consul/api@v1.29.4", "github.com/hashicorp/vault/api@v1.14.0",
    "github.com/jackc/pgx/v5@v5.6.0", "github.com/labstack/echo/v4@v4.12.0",
    "github.com/nats-io/nats.go@v1.37.0", "github.com/opencontainers/runc@v1.1.13",
    "github.com/prometheus/client_golang@v1.20.0", "github.com/redis/go-redis/v9@v9.6.1",
    "github.com/sirupsen/logrus@v1.9.3", "github.com/spf13/cobra@v1.8.1",
    "github.com/spf13/viper@v1.19.0", "github.com/stretchr/testify@v1.9.0",
    "go.uber.org/zap@v1.27.0", "golang.org/x/crypto@v0.26.0", "golang.org/x/net@v0.28.0",
    "golang.org/x/oauth2@v0.22.0", "google.golang.org/api@v0.194.0",
    "google.golang.org/grpc@v1.65.0", "gorm.io/gorm@v1.25.11", "k8s.io/client-go@v0.31.0",
)  # fmt: skip
DEBIAN_PACKAGES = (
    "apache2", "bash-completion", "bind9-dnsutils", "build-essential", "ca-certificates", "cmake",
    "cron", "curl", "exim4", "git", "gnupg", "haproxy", "krb5-user", "ldap-utils", "less",
    "libssl-dev", "mariadb-client", "memcached", "nginx", "ntp", "openssh-server", "openssl",
    "php-cli", "postgresql", "procps", "python3-dev", "redis-server", "rsyslog", "ruby", "sudo",
    "tmux", "vim", "wget", "zsh",
)  # fmt: skip
"""With what they depend on, some three hundred packages."""
JDK = Path("/usr/lib/jvm")
SUITE = "bookworm"


def cache() -> Path:
    """Return the folder that keeps what takes long to make."""
    chosen = os.environ.get("LEAKSCAN_TEST_CACHE")
    folder = Path(chosen) if chosen else Path.home() / ".cache" / "leakscan-tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def debian() -> Path:
    """Return a minimal Debian root file system, made by debootstrap."""
    return _made(f"debian-{SUITE}", _debootstrap)


def debian_python() -> Path:
    """Return a minimal Debian with Python and its venv module."""
    packages = ("python3", "python3-venv")
    return _made(f"debian-{SUITE}-python", lambda root: _debootstrap(root, *packages))


def debian_servers() -> Path:
    """Return a Debian root file system with servers, compilers and tools."""
    return _made(f"debian-{SUITE}-servers", lambda root: _debootstrap(root, *DEBIAN_PACKAGES))


def python_environment() -> Path:
    """Return a virtual environment with forty popular packages."""
    return _made("python-forty", _venv)


def node_modules() -> Path:
    """Return a node_modules tree with forty popular packages."""
    return _made("node-forty", _npm)


def go_modules() -> Path:
    """Return a Go module cache with thirty popular modules and what they need."""
    return _made("go-thirty", _go)


def jdk() -> Path:
    """Return a copy of this machine's Java development kits."""
    return _made("jdk", lambda root: _run(["cp", "-a", JDK, root]))


def tar_of(root: Path) -> Path:
    """Return the tar of everything below `root`, as a layer holds it."""
    archive = root.with_name(root.name + ".tar")
    if not archive.exists():
        _run(["tar", "--numeric-owner", "--sort=name", "-C", root, "-cf", f"{archive}.part", "."])
        Path(f"{archive}.part").rename(archive)
    return archive


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """Return the cached tree called `name`, made whole or not at all."""
    root = cache() / name
    if not root.exists():
        scratch = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=cache()))
        try:
            make(scratch / "root")
            (scratch / "root").rename(root)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return root


def _debootstrap(root: Path, *packages: str) -> None:
    wanted = [f"--include={','.join(packages)}"] if packages else []
    _run(["debootstrap", "--variant=minbase", *wanted, SUITE, root])
    shutil.rmtree(root / "var" / "cache" / "apt" / "archives", ignore_errors=True)


def _venv(root: Path) -> None:
    _run([sys.executable, "-m", "venv", root])
    _run([root / "bin" / "python", "-m", "pip", "install", "-q", *PYTHON_PACKAGES])


def _npm(root: Path) -> None:
    root.mkdir()
    (root / "package.json").write_text('{"name": "example", "private": true}\n', encoding="utf-8")
    _run(["npm", "install", "--silent", "--no-audit", "--no-fund", *NODE_PACKAGES], cwd=root)


def _go(root: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # Where an image has it: what Go recorded is believed of a cache at its usual place.
        cached = root / "root" / "go" / "pkg" / "mod"
        go = ["env", f"GOMODCACHE={cached}", "GOFLAGS=-modcacherw", "go"]
        _run([*go, "mod", "init", "example.com/clean"], cwd=Path(folder))
        for module in GO_MODULES:
            _run([*go, "get", module], cwd=Path(folder))
        _run([*go, "mod", "download", "all"], cwd=Path(folder))


def _run(command: list[str | Path], cwd: Path | None = None) -> None:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    if done.returncode:
        tail = (done.stdout + done.stderr)[-2000:]
        raise RuntimeError(f"{command[0]} ended with {done.returncode}:\n{tail}")
