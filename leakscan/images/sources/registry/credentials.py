"""
Credentials for a registry from the files that docker and podman keep them in.

Source: docker/cli cli/config/configfile (`auths`, `credsStore`, `credHelpers`); containers/image
docs/containers-auth.json.5.md (keys with a namespace, the longest wins).
"""

import binascii
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from docker.auth import INDEX_URL, TOKEN_USERNAME, decode_auth

from leakscan.images.reference import DEFAULT_DOMAIN, ImageName
from leakscan.images.sources.registry.helpers import HelperFailed, ask_helper

MAX_FILE_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Credential:
    """What proves to a registry who asks.  Never shown: its `repr` has neither name nor secret."""

    user: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    """A password, or an identity token when there is no user."""

    @property
    def is_identity_token(self) -> bool:
        """Whether it is good for a token server only."""
        return bool(self.secret) and not self.user

    def __bool__(self) -> bool:
        return bool(self.secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A credential, an empty one if there is none, and what went wrong on the way."""

    credential: Credential
    problems: tuple[str, ...] = ()


def find_credential(name: ImageName, files: tuple[Path, ...], helper_seconds: float) -> Found:
    """Return the credential for an image from the first file that has one."""
    problems: list[str] = []
    for path in files:
        config = _read(path, problems)
        if config is None:
            continue
        for helper, server in _helpers(config, name):
            try:
                answer = ask_helper(helper, server, helper_seconds)
            except HelperFailed as failure:
                problems.append(str(failure))
                continue
            if answer is not None:
                user, secret = answer
                user = "" if user == TOKEN_USERNAME else user
                return Found(credential=Credential(user, secret), problems=tuple(problems))
        credential = _stored(config, name, path, problems)
        if credential:
            return Found(credential=credential, problems=tuple(problems))
    return Found(credential=Credential(), problems=tuple(problems))


def _read(path: Path, problems: list[str]) -> Mapping[str, Any] | None:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_FILE_BYTES + 1)
        config = json.loads(raw) if len(raw) <= MAX_FILE_BYTES else None
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        problems.append(f"{str(path)!r} cannot be read: {error.strerror}")
        return None
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        problems.append(f"{str(path)!r} is no configuration in JSON")
        return None
    return config


def _helpers(config: Mapping[str, Any], name: ImageName) -> Iterator[tuple[str, str]]:
    """Yield the helpers to ask, and what to ask them for."""
    by_key = {_normal(key): (key, value) for key, value in _table(config, "credHelpers")}
    for place in _places(name):
        key, helper = by_key.get(place, ("", None))
        if isinstance(helper, str) and helper:
            # Docker's own helpers know the Hub by the address of its index alone.
            yield helper, INDEX_URL if place == DEFAULT_DOMAIN else key
            return
    store = config.get("credsStore")
    if isinstance(store, str) and store:
        yield store, INDEX_URL if name.domain == DEFAULT_DOMAIN else name.domain


def _stored(
    config: Mapping[str, Any], name: ImageName, path: Path, problems: list[str]
) -> Credential:
    by_key = {_normal(key): value for key, value in _table(config, "auths")}
    for place in _places(name):
        entry = by_key.get(place)
        if not isinstance(entry, dict) or not entry:
            continue
        try:
            credential = _credential(entry)
        except (ValueError, UnicodeError, binascii.Error):
            problems.append(f"{str(path)!r} has no valid credential for {place}")
            continue
        if credential:
            return credential
    return Credential()


def _credential(entry: Mapping[str, Any]) -> Credential:
    """
    Return what an entry of `auths` holds.

    Raises:
        ValueError: It is no credential.
    """
    values = {
        key: str(entry.get(key) or "") for key in ("identitytoken", "auth", "username", "password")
    }
    if values["identitytoken"]:
        return Credential("", values["identitytoken"])
    if values["auth"]:
        user, password = decode_auth(values["auth"])
        return Credential(user, password.rstrip("\0"))
    return Credential(values["username"], values["password"] if values["username"] else "")


def _table(config: Mapping[str, Any], key: str) -> list[tuple[str, Any]]:
    table = config.get(key)
    return list(table.items()) if isinstance(table, dict) else []


def _places(name: ImageName) -> Iterator[str]:
    """Yield what a key may name, the closest first: `host/ns/repo`, `host/ns`, `host`."""
    parts = [name.domain, *name.path.split("/")]
    for count in range(len(parts), 0, -1):
        yield "/".join(parts[:count])


def _normal(key: str) -> str:
    """Return a key as `_places` spells it: docker once wrote whole addresses."""
    place = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    for version in ("/v1", "/v2"):
        place = place.removesuffix(version)
    host, slash, path = place.partition("/")
    if host in {"index.docker.io", "registry-1.docker.io"}:
        host = DEFAULT_DOMAIN
    return host + slash + path
