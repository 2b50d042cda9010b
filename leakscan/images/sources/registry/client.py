"""
The part of the distribution API that a pull needs: `/v2/`, manifests, blobs.

Source: OCI distribution-spec 1.1, "Pull"; docker/cli for the schemes of insecure registries.
"""

import contextlib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from leakscan.errors import RegistryError
from leakscan.images.reference import ImageName
from leakscan.images.sources.registry.addresses import Border, is_loopback
from leakscan.images.sources.registry.certificates import tls_context
from leakscan.images.sources.registry.credentials import Found, find_credential
from leakscan.images.sources.registry.patience import RETRIED, Patience
from leakscan.images.sources.registry.tokens import LOGIN_HINT, Authorizer
from leakscan.images.sources.registry.web import Answer, Document, Interrupted, Web
from leakscan.images.sources.settings import RegistrySettings

ACCEPT = (
    "application/vnd.oci.image.index.v1+json"
    ", application/vnd.oci.image.manifest.v1+json"
    ", application/vnd.docker.distribution.manifest.list.v2+json"
    ", application/vnd.docker.distribution.manifest.v2+json"
)

_MAX_PING_BYTES = 1024 * 1024

Result = TypeVar("Result", Document, Answer)


class NotInRegistry(RegistryError):
    """The registry has no image of the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """One repository of one registry, for one thread."""

    name: ImageName
    settings: RegistrySettings
    deadline: float
    """A time of `time.monotonic`."""
    found: Found
    authorizer: Authorizer
    web: Web
    base: str
    """`https://HOST/v2/`."""

    @classmethod
    def connect(cls, name: ImageName, settings: RegistrySettings, deadline: float) -> "Client":
        """
        Find the credential for an image, and how its registry is spoken to.

        Raises:
            RegistryError: It is not to be reached, or is none.
        """
        found = find_credential(name, settings.credential_files, settings.helper_seconds)
        # Loading all authorities takes a third of a second: once for all threads.
        contexts = functools.cache(functools.partial(tls_context, settings=settings))
        web = Web(settings, Border(), contexts, deadline)
        return cls(
            name=name,
            settings=settings,
            deadline=deadline,
            found=found,
            authorizer=Authorizer(name.domain, name.path, found.credential, settings),
            web=web,
            base=_base(web, name, settings, deadline),
        )

    def another(self) -> "Client":
        """Return a client for another thread; it shares the authorization."""
        return replace(self, web=self.web.another())

    def manifest(self, reference: str, limit: int, *, head: bool = False) -> Document:
        """
        Return the manifest or index that a tag or a digest names; only its headers with `head`.

        Raises:
            RegistryError: The registry does not give it.
        """
        url = f"{self.base}{self.name.path}/manifests/{reference}"

        def ask(headers: Mapping[str, str]) -> Document:
            method = "HEAD" if head else "GET"
            return self.web.document(method, url, {"Accept": ACCEPT, **headers}, limit=limit)

        patience = Patience(self.settings, self.deadline)
        try:
            answer = retried(lambda: self._authorized(ask, patience), patience)
        except Interrupted as interrupted:
            raise unreachable(interrupted) from interrupted
        if answer.status != 200 and not head:
            raise self.refusal(answer.status)
        return answer

    @contextlib.contextmanager
    def blob(self, digest: str, start: int, patience: Patience) -> Iterator[Answer]:
        """
        Yield the answer for a blob, from byte `start` on if the registry can do that.

        Raises:
            Interrupted: There was none this time.
            RegistryError: The registry refuses.
        """
        url = f"{self.base}{self.name.path}/blobs/{digest}"
        part = {"Range": f"bytes={start}-"} if start else {}
        with contextlib.ExitStack() as stack:

            def ask(headers: Mapping[str, str]) -> Answer:
                stack.close()
                return stack.enter_context(self.web.stream(url, {**part, **headers}))

            yield self._authorized(ask, patience)

    def _authorized(self, ask: Callable[[Mapping[str, str]], Result], patience: Patience) -> Result:
        """Return an answer other than "who are you": that is answered once, with a new token."""
        header = self.authorizer.header
        answer = ask(_authorization(header))
        # Another host's challenge would name the server that gets the password.
        if answer.status == 401 and answer.at_home:
            challenge = answer.headers.get("WWW-Authenticate", "")
            self.authorizer.renew(self.web, challenge, header, patience)
            answer = ask(_authorization(self.authorizer.header))
        if answer.status == 401:
            raise self.refusal(401)
        return answer

    def refusal(self, status: int, *, blob: bool = False) -> RegistryError:
        """Return the error for a status that is no answer."""
        host, name = self.name.domain, self.name.familiar
        if status == 404 and blob:
            return RegistryError("the registry does not have it", "Push the image again.")
        if status == 404:
            return NotInRegistry(
                f"{host!r} has no image {name!r}", "Check its name and its tag or digest."
            )
        if status in {401, 403}:
            problems = "".join(f" {problem}." for problem in self.found.problems)
            known = "refuses this login for" if self.found.credential else "gives nobody"
            return RegistryError(
                f"{host!r} {known} the image {name!r} (status {status})",
                f"{LOGIN_HINT.format(host=host)} Registries say the same of images that do not"
                f" exist.{problems}",
            )
        if status == 429:
            return RegistryError(
                f"{host!r} has had too many requests (status 429)",
                f"Wait, or log in for a higher limit: docker login {host}.",
            )
        return RegistryError(f"{host!r} answers {status} for {name!r}", "Try again later.")


def retried(ask: Callable[[], Result], patience: Patience) -> Result:
    """
    Return the first answer that is worth one, else the last.

    Raises:
        Interrupted: The last attempt brought none.
    """
    while True:
        try:
            answer = ask()
        except Interrupted as interrupted:
            if interrupted.final or not patience.wait():
                raise
        else:
            again = answer.status in RETRIED
            if not again or not patience.wait(answer.headers.get("Retry-After", "")):
                return answer


def unreachable(interrupted: Interrupted) -> RegistryError:
    """Return the error for a registry that gave no answer."""
    return RegistryError(
        f"the registry cannot be reached: {interrupted.reason}",
        "Check the network and the host's name; a proxy is taken from HTTPS_PROXY.",
    )


def _base(web: Web, name: ImageName, settings: RegistrySettings, deadline: float) -> str:
    """Return the address below which the registry answers: the first scheme that works."""
    *tried_first, last = (
        f"{scheme}://{name.registry_host}/v2/" for scheme in _schemes(name, settings)
    )

    def ping(base: str) -> Document:
        return web.document("GET", base, {}, limit=_MAX_PING_BYTES)

    not_registry = RegistryError(
        f"{name.domain!r} is no registry: it has no /v2/", "Check the name of the host."
    )
    first: RegistryError | None = None
    for base in tried_first:
        try:
            status = ping(base).status
        except Interrupted as interrupted:
            first = unreachable(interrupted)
        else:
            # 400 is what a server of the other scheme says.
            if status not in {400, 404}:
                return base
            first = not_registry
    try:
        answer = retried(lambda: ping(last), Patience(settings, deadline))
    except Interrupted as interrupted:
        raise first or unreachable(interrupted) from interrupted
    if answer.status == 404:
        raise not_registry
    return last


def _schemes(name: ImageName, settings: RegistrySettings) -> tuple[str, ...]:
    host = name.registry_host
    bare = re.sub(r":[0-9]+$", "", host)
    if is_loopback(bare):
        return ("http", "https")  # a plain server might wait for the end of a TLS greeting
    return ("https", "http") if {host, bare} & settings.insecure_hosts else ("https",)


def _authorization(header: str) -> Mapping[str, str]:
    return {"Authorization": header} if header else {}
