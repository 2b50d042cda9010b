"""Attestations: every value of a statement, decoded, however it is wrapped or broken."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leakscan.images.attestation import Statement, read_statement
from leakscan.images.field import Field
from leakscan.streams.limits import Limits
from tests.provenance import V02, V1, encoded, envelope, provenance

DOCKERFILE = "FROM scratch AS build\nARG TOKEN\nRUN make\nFROM scratch\n"
VERSIONS = pytest.mark.parametrize("version", [V1, V02], ids=["v1", "v0.2"])


def read(document: object) -> Statement:
    """Return what a document says."""
    return read_statement(json.dumps(document).encode(), "attestation[0]", Limits())


def sample(version: str = V1) -> dict[str, Any]:
    """Return provenance with a value at each place that can hold a secret."""
    return provenance(
        dockerfile=DOCKERFILE,
        args={"build-arg:TOKEN": "from-arg", "label:team": "from-label", "target": "final"},
        env=["TOKEN=from-env"],
        files={"/app/.env": "KEY=from-file\n"},
        steps=[(3, ["sha256:aa"])],
        version=version,
    )


def by_value(statement: Statement) -> dict[str, Field]:
    """Return the fields by value, one for each."""
    return {field.value: field for field in statement.fields}


@VERSIONS
def test_each_value_is_a_field_with_its_name(version: str) -> None:
    """Build arguments and environments have their names, inline files and Dockerfile their text."""
    fields = by_value(read(sample(version)))

    assert fields["from-arg"].key == "TOKEN"
    assert fields["from-arg"].path.endswith(".request.args['build-arg:TOKEN']")
    assert fields["from-label"].key == "label:team"
    assert fields["from-env"].key == "TOKEN"
    assert fields["from-env"].path.endswith(".llbDefinition[1].op.Op.exec.meta.env[0]")
    assert fields["KEY=from-file\n"].file == "/app/.env"
    assert fields["KEY=from-file\n"].path.endswith(".actions[0].Action.mkfile.data (decoded)")
    assert fields[DOCKERFILE].file == "Dockerfile"
    assert {field.kind for field in fields.values()} == {"attestation"}


@VERSIONS
def test_what_was_built_is_known(version: str) -> None:
    """The Dockerfile, the build arguments and the target are taken from either version."""
    told = read(sample(version)).provenance

    assert told is not None
    assert (told.file, told.dockerfile) == ("Dockerfile", DOCKERFILE.encode())
    assert told.arguments == (("TOKEN", "from-arg"),)
    assert told.target == "final"
    assert [(step.chain, step.file, step.line) for step in told.steps] == [
        (("sha256:aa",), "Dockerfile", 3)
    ]


def test_a_signed_envelope_is_opened() -> None:
    """What DSSE signs is read like a bare statement, with its place inside the envelope."""
    statement = read(envelope(sample()))

    assert by_value(statement)["from-arg"].path.startswith("attestation[0].payload.predicate.")
    assert statement.provenance is not None
    assert statement.problem == ""


def test_a_sigstore_bundle_is_opened() -> None:
    """The envelope may be a part of a bundle, whose other values are read, too."""
    bundle = {"dsseEnvelope": envelope(sample()), "verificationMaterial": {"hint": "beside"}}

    fields = by_value(read(bundle))

    assert "from-arg" in fields
    assert "beside" in fields


def test_the_subject_is_known() -> None:
    """Digests of what a statement describes are given as they are written in manifests."""
    statement = read(provenance(dockerfile="", subject="sha256:abcd"))

    assert statement.subjects == ("sha256:abcd",)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"predicate": {"args": "from-arg"',
        b'{"payload": "bm90IGpzb24gZnJvbS1hcmc=", "payloadType": "x"}',
        b"\xff from-arg",
    ],
    ids=["cut", "payload", "binary"],
)
def test_a_broken_document_is_text(raw: bytes) -> None:
    """What does not parse is one value, its text, and said to be broken."""
    statement = read_statement(raw, "attestation[0]", Limits())

    assert any("from-arg" in field.value for field in statement.fields)
    assert statement.problem


@pytest.mark.parametrize("data", ["%%%", "abc", 5, None, ["x"]])
def test_data_that_is_not_base64_stays_as_it_is(data: object) -> None:
    """A value under `data` that does not decode is searched as it is written."""
    statement = read({"predicate": {"data": data, "key": "beside"}})

    values = [field.value for field in statement.fields]
    assert "beside" in values
    assert data in values or not isinstance(data, str) or not data


def test_a_bill_of_materials_is_read() -> None:
    """An SPDX statement has fields, and says nothing of layers."""
    spdx = {
        "predicateType": "https://spdx.dev/Document",
        "predicate": {"SPDXID": "x", "packages": [{"downloadLocation": "https://u:pw@host/x"}]},
    }

    statement = read(spdx)

    assert by_value(statement)["https://u:pw@host/x"].key == "downloadLocation"
    assert statement.provenance is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(encoded("x")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "predicate",
                    "buildDefinition",
                    "externalParameters",
                    "request",
                    "root",
                    "args",
                    "invocation",
                    "parameters",
                    "runDetails",
                    "metadata",
                    "buildkit_metadata",
                    "https://mobyproject.org/buildkit@v1#metadata",
                    "source",
                    "infos",
                    "locations",
                    "ranges",
                    "start",
                    "line",
                    "sourceIndex",
                    "layers",
                    "step1",
                    "step1:0",
                    "digest",
                    "data",
                    "filename",
                    "payload",
                    "payloadType",
                    "dsseEnvelope",
                    "subject",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=40,
)


@given(JSON)
def test_any_shape_is_survived(document: object) -> None:
    """Whatever lies where, there are fields or none, steps or none, and no error."""
    statement = read(document)

    if statement.provenance is not None:
        assert len(statement.provenance.layers(["sha256:aa"])) == 1
    assert all(isinstance(field.value, str) for field in statement.fields)
