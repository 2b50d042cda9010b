"""
Things that are no secrets, and what leakscan reports of them at the default: nothing.

    python -m tests.benchmarks.negatives [ROUNDS]

They are made from templates in surroundings: hashes, UUIDs, integrity values, placeholders,
references, public keys, certificates, samples of documentation, words, paths and versions.
`corpus/negatives.txt` holds those that templates cannot say, a line each.
"""

import random
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from leakscan.detection.content import Content
from leakscan.detection.detector import Detector
from leakscan.detection.registry import load_rules
from leakscan.detection.seal import Sealer
from leakscan.detection.templates import render
from leakscan.model.rule import Confidence

LISTED = Path(__file__).parents[2] / "corpus" / "negatives.txt"

HASHES = (
    "sha256:{hex:64}", "sha512-{base64:86}==", "sha384-{base64:64}", "md5={hex:32}",
    "sha1:{hex:40}", "h1:{base64:43}=", "{hex:40}", "{hex:64}", "{HEX:32}",
)  # fmt: skip
NAMES = (
    "{hex:8}-{hex:4}-4{hex:3}-a{hex:3}-{hex:12}", "{digit:10}", "v{digit:1}.{digit:2}.{digit:1}",
    "2026-01-{digit:1}T{digit:2}:{digit:2}:{digit:2}Z", "i-0{hex:16}", "vpc-{hex:17}",
    "projects/acme/secrets/db/versions/{digit:1}", "arn:aws:iam::{digit:12}:role/deploy",
    "{lower:6}.{lower:5}.svc.cluster.local:{digit:4}", "#{hex:6}", "rgba(1,2,3,0.{digit:1})",
)  # fmt: skip
PUBLIC = (
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{base64:43} deploy", "pk_test_{alnum:24}",
    "-----BEGIN PUBLIC KEY-----\n{base64:64}\n{base64:64}\n-----END PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----\n{base64:64}\n{base64:64}\n-----END CERTIFICATE-----",
    "age1{lowernum:58}", "data:image/png;base64,{base64:120}", "G-{uppernum:10}",
)  # fmt: skip
ASSIGNED = (
    "${{{upper:8}}}", "$({lower:5})", "{{{{ {lower:6} }}}}", "<{lower:6}-{lower:5}>", "xxxxxxxx",
    "********", "changeme", "your-{lower:5}-here", "%{upper:6}%", "env:{upper:7}", "TODO",
    "vault:secret/data/{lower:6}", "/run/secrets/{lower:6}", "op://{lower:5}/{lower:5}/password",
    "!Ref {alpha:9}", "@{lower:7}@", "null", "true", "process.env.{upper:6}", "getenv({upper:5})",
    "https://example.com/{lower:6}", "config/{lower:6}.pem", '""', "None", "ENC[{base64:24}]",
    "arn:aws:secretsmanager:eu-west-1:{digit:12}:secret:{lower:6}", "EXAMPLE{upper:12}",
    "<%= {lower:6} %>", "#{{{lower:6}}}", "{{{{.Values.{lower:6}}}}}", "REPLACE_ME", "dummy-value",
)  # fmt: skip
KEYS = (
    "password", "DB_PASSWORD", "api_key", "client_secret", "access_token", "secretKey",
    "AWS_SECRET_ACCESS_KEY", "private_key", "auth_token",
)  # fmt: skip
PLAIN_KEYS = ("commit", "integrity", "checksum", "id", "etag", "resolved", "digest", "version")

FORMS = (
    ("a.env", "{key}={value}\n"),
    ("a.yaml", "{key}: {value}\n"),
    ("a.json", '{{"{key}": "{value}"}}\n'),
    ("a.py", '{key} = "{value}"\n'),
    ("a.ini", "[a]\n{key} = {value}\n"),
    ("Dockerfile", "ENV {key}={value}\n"),
)
"""The name of a file, and an assignment in it."""


@cache
def _detector() -> Detector:
    return Detector(
        load_rules().recognisers,
        Sealer(show_secrets=True),
        min_confidence=Confidence.LIKELY,
    )


def made(rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of files without a secret: each value in each form."""
    kinds = (
        ((*HASHES, *NAMES, *PUBLIC), PLAIN_KEYS),
        (ASSIGNED, KEYS),
    )
    for templates, keys in kinds:
        for template in templates:
            for name, form in FORMS:
                value = render(template, rng)
                if name == "a.json":
                    value = value.replace("\n", "\\n").replace('"', '\\"')
                yield name, form.format(key=rng.choice(keys), value=value)


def listed() -> Iterator[tuple[str, str]]:
    """Yield the lines of the list, each as a file of the kind that it names."""
    for line in LISTED.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, text = line.partition("\t")
            yield name, text.encode().decode("unicode_escape") + "\n"


def alarms(cases: Iterator[tuple[str, str]]) -> tuple[int, list[str]]:
    """Return how many texts were searched, and one line for each finding."""
    found: list[str] = []
    count = 0
    for name, text in cases:
        count += 1
        found += [
            f"{name}: {text.strip()!r}: {each.rule_id} {each.value!r}"
            for each in _detector().detect(Content(data=text.encode(), name=name))
            if not each.suppressed
        ]
    return count, found


def main() -> int:
    """Print every false alarm and their number."""
    rng = random.Random(2000)
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 6
    total, found = alarms(listed())
    for _ in range(rounds):
        count, more = alarms(made(rng))
        total, found = total + count, found + more
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{len(found)} false alarms in {total} texts\n")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
