"""
Whom to trust when a registry speaks TLS.

Source: docker docs, "Verify repository client with certificates" (`certs.d/HOST[:PORT]`: `*.crt`
are authorities, `*.cert` and `*.key` of one name are what the client shows).
"""

import ssl
from pathlib import Path

import certifi

from leakscan.errors import UsageError
from leakscan.images.sources.settings import RegistrySettings

_CA_HINT = "REQUESTS_CA_BUNDLE or SSL_CERT_FILE names the file: certificates in PEM form."


def tls_context(host: str, settings: RegistrySettings) -> ssl.SSLContext:
    """
    Return the context for `HOST[:PORT]`.

    Raises:
        UsageError: A certificate file that was named, or that `certs.d` holds, cannot be used.
    """
    try:
        context = ssl.create_default_context(cafile=_named(settings))
    except ssl.SSLError as error:
        reason = f"{str(settings.ca_file)!r} holds no certificate authorities"
        raise UsageError(reason, _CA_HINT) from error
    if settings.ca_file is None:
        context.load_verify_locations(certifi.where())
    for folder in settings.certificate_dirs:
        # Windows has no colon in names; docker leaves it out there.
        for name in dict.fromkeys((host, host.replace(":", ""))):
            _load(context, folder / name)
    if host in settings.insecure_hosts or host.partition(":")[0] in settings.insecure_hosts:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _named(settings: RegistrySettings) -> str | None:
    path = settings.ca_file
    if path is not None and not path.is_file():
        raise UsageError(
            f"there is no file {str(path)!r} of certificate authorities",
            _CA_HINT,
        )
    return None if path is None else str(path)


def _load(context: ssl.SSLContext, folder: Path) -> None:
    try:
        for path in sorted(folder.glob("*.crt")):
            context.load_verify_locations(path)
        for path in sorted(folder.glob("*.cert")):
            context.load_cert_chain(path, path.with_suffix(".key"), password="")
            # The empty password keeps OpenSSL from asking the terminal for one.
    except OSError as error:  # ssl.SSLError is one
        reason = f"the certificates in {str(folder)!r} cannot be used"
        raise UsageError(reason, "Check them: *.crt, and *.cert with *.key.") from error
