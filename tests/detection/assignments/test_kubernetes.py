"""Values of Secret objects are found by the object, in either order and either spelling."""

import base64
import json

import pytest

from leakscan.detection.assignments.kubernetes import RECOGNISERS
from leakscan.model.rule import Confidence
from tests.detection.finding import candidates

VALUE = base64.b64encode(b"admin:Tulip-42").decode()
FORMS = (
    f"apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\ndata:\n  login: {VALUE}\n",
    f"data:\n  # a comment\n  login: {VALUE} # another\nkind: Secret",
    f"kind: 'Secret'\ndata:\n\n  'login': '{VALUE}'\ntype: Opaque\n",
    f"kind: Secret\ndata:\n  login: |\n    {VALUE}\n",
    f"kind: ConfigMap\ndata:\n  a: bbbbbbbbbbbb\n---\nkind: Secret\ndata:\n  login: {VALUE}\n",
    json.dumps({"kind": "Secret", "data": {"login": VALUE}}),
    "kind: Secret\nstringData:\n  login: admin:Tulip-42\n",
)
SILENT = (
    f"kind: ConfigMap\ndata:\n  login: {VALUE}\n",
    f"kind: ExternalSecret\ndata:\n  login: {VALUE}\n",
    f"kind: SecretStore\ndata:\n  login: {VALUE}\n",
    f"kind: Secret\n---\nkind: ConfigMap\ndata:\n  login: {VALUE}\n",
    "kind: Secret\ndata:\n  login: {{ .Values.login | b64enc }}\n",
    "kind: Secret\ndata:\n  login: ''\n",
    "kind: Secret\ndata: {}\n",
    f"kind: Secret\ndata:\n  a: !!\nmetadata:\n  uid: {VALUE}\n",
    "kind: Secret\ndata:\n  tls.crt: " + base64.b64encode(b"-----BEGIN CERTIFICATE---").decode(),
)


@pytest.mark.parametrize("text", FORMS)
def test_a_value_of_a_secret_is_likely(text: str) -> None:
    """The value is found as written, under its own name."""
    (found,) = candidates(RECOGNISERS, "app.yaml", text.encode())

    assert found.key == "login"
    assert found.secret.decode() in {VALUE, "admin:Tulip-42"}
    assert found.confidence is Confidence.LIKELY


@pytest.mark.parametrize("text", SILENT)
def test_other_objects_and_templates_are_silent(text: str) -> None:
    """Other kinds, templates, empty values, certificates and placeholders are no secrets."""
    assert candidates(RECOGNISERS, "app.yaml", text.encode()) == []


def test_a_user_name_is_for_review() -> None:
    """What is public by its name is not likely to be the secret."""
    text = "kind: Secret\ndata:\n  username: " + base64.b64encode(b"app-4711").decode()

    (found,) = candidates(RECOGNISERS, "app.yaml", text.encode())

    assert found.confidence is Confidence.REVIEW


def test_a_placeholder_that_somebody_encoded_is_for_review() -> None:
    """A manual's password in an object of the cluster may be in use; in a test it never is more."""
    text = "kind: Secret\ndata:\n  login: " + base64.b64encode(b"changeme").decode()

    (found,) = candidates(RECOGNISERS, "app.yaml", text.encode())

    assert found.confidence is Confidence.REVIEW
    (made_up,) = candidates(RECOGNISERS, "tests/app.yaml", FORMS[0].encode())
    assert made_up.confidence is Confidence.REVIEW


def test_every_object_of_a_file_is_read_for_itself() -> None:
    """Of many short objects that stand close together, the Secrets alone give their values."""
    made = [base64.b64encode(b"Tulip-%04d-Rotterdam" % number).decode() for number in range(300)]
    kinds = ("Secret", "ConfigMap", "Secret")
    text = "---\n".join(
        f"kind: {kinds[number % 3]}\ndata:\n  login: {value}\n" for number, value in enumerate(made)
    )
    found = candidates(RECOGNISERS, "objects.yaml", text.encode())
    expected = [value.encode() for number, value in enumerate(made) if number % 3 != 1]
    assert sorted(candidate.secret for candidate in found) == sorted(expected)
