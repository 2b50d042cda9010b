"""Where images are read from, as objects: registries, crane, Podman's socket."""

import datetime as dt
import ipaddress
import json
import os
import socket
import subprocess
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.engines.parts import Background, Buildah, modern, packaged, run

USER, PASSWORD = "tester", "pass-of-tester"


class DockerRegistry(Background):
    """The distribution's registry on a loopback address; its files are gone with it."""

    def __init__(self, *, login: bool = False, tls: bool = False) -> None:
        program = packaged("docker-registry")
        super().__init__("registry")
        self.address = f"127.0.0.1:{_free_port()}"
        self.login, self.tls = login, tls
        http: dict[str, object] = {"addr": self.address}
        config: dict[str, object] = {
            "version": "0.1",
            "storage": {"filesystem": {"rootdirectory": f"{self.folder}/data"}},
            "http": http,
        }
        if tls:
            certificate, key = _certificate(self.folder)
            http["tls"] = {"certificate": str(certificate), "key": str(key)}
        if login:
            accounts = self.folder / "htpasswd"
            accounts.write_text(f"{USER}:{_bcrypt(PASSWORD)}\n", encoding="ascii")
            config["auth"] = {"htpasswd": {"realm": "test", "path": str(accounts)}}
        file = self.folder / "config.json"
        file.write_text(json.dumps(config), encoding="utf-8")
        host, port = self.address.split(":")
        probe = ["/bin/bash", "-c", f"exec 3<>/dev/tcp/{host}/{port}"]
        self.start([program, "serve", str(file)], probe)

    @property
    def env(self) -> dict[str, str]:
        """What a client needs: a login, and a home whose `certs.d` has the certificate."""
        home = self.folder / "home"
        docker = home / ".docker"
        trusted = docker / "certs.d" / self.address
        trusted.mkdir(parents=True, exist_ok=True)
        if self.tls:
            (trusted / "ca.crt").write_bytes((self.folder / "cert.pem").read_bytes())
        pair = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        auths = {self.address: {"auth": pair}} if self.login else {}
        (docker / "config.json").write_text(json.dumps({"auths": auths}), encoding="utf-8")
        no_daemon = {"DOCKER_HOST": f"unix://{self.folder}/none", "XDG_RUNTIME_DIR": ""}
        return {"HOME": str(home), "DOCKER_CONFIG": str(docker), **no_daemon}

    def push(self, source: str, name: str) -> str:
        """Copy what skopeo calls `source` here, with all its platforms; return its name."""
        words = ["copy", "-q", "--all", "--insecure-policy"]
        if self.tls:
            words += ["--dest-cert-dir", f"{self.env['DOCKER_CONFIG']}/certs.d/{self.address}"]
        else:
            words += ["--dest-tls-verify=false"]
        words += ["--dest-creds", f"{USER}:{PASSWORD}"] if self.login else []
        run([packaged("skopeo"), *words, source, f"docker://{self.address}/{name}"])
        return f"{self.address}/{name}"


class PodmanSocket(Background):
    """Podman's service over the store of a `Buildah`: Docker's API on a socket."""

    def __init__(self, tools: Buildah) -> None:
        podman = packaged("podman")
        super().__init__("podman")
        self.host = f"unix://{self.folder}/s"
        words = [podman, *tools.podman_flags, "system", "service", "--time=0", self.host]
        self.start(words, [packaged("docker"), "--host", self.host, "version"])

    @property
    def env(self) -> dict[str, str]:
        """What a client needs to talk to this socket and to no other."""
        return {"DOCKER_HOST": self.host, "DOCKER_CONTEXT": ""}


def crane(*words: str | Path, env: Mapping[str, str] | None = None) -> str:
    """Return the standard output of `crane WORDS`."""
    return run([modern("crane"), *words], env=env)


def umoci_rewrite(layout: Path, tag: str) -> None:
    """Have umoci write the config and the manifest of an image anew, and drop the old ones."""
    program = packaged("umoci")
    run([program, "config", "--image", f"{layout}:{tag}", "--author", "umoci"])
    run([program, "gc", "--layout", layout])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _bcrypt(password: str) -> str:
    """Return what htpasswd would: the C library's own function, which Python has lost."""
    program = "print crypt($ENV{PASSWORD}, q($2y$05$abcdefghijklmnopqrstuv))"
    done = subprocess.run(
        ["perl", "-e", program],
        env={**os.environ, "PASSWORD": password},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 that is its own authority, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    files = folder / "cert.pem", folder / "key.pem"
    files[0].write_bytes(certificate.public_bytes(pem))
    files[1].write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files
