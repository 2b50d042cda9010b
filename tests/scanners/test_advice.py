"""What to do now: the most urgent first, and right for the place."""

import pytest

from leakscan.model.advice import Edit, Fix
from leakscan.model.location import Deciding, Location, Reach, Step
from leakscan.scanners.advice import remediation
from tests.reporters import samples

RULE = samples.RULES["gitlab-pat"]
ADDED = Edit(file=".dockerignore", start_line=3, end_line=2, text="**/.env")
COMPOSE = (
    Deciding(file="compose.yaml", line=6, text="TOKEN: ***"),
    Deciding(file="Dockerfile", line=2, text="ARG TOKEN"),
)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (samples.layer_file(), "deleting it later does not help"),
        (samples.visible_file(), "copy less, or name it in .dockerignore"),
        (samples.layer_file(introduced_by=Step(base=True)), "comes with the base image"),
        (samples.image_field(), "ARG and ENV values stay"),
        (samples.image_field(kind="attestation"), "attestation"),
        (samples.image_field(kind="annotation", path="manifest.annotations['a']"), "are public"),
        (samples.image_field(path="config.Labels['a']"), "are public"),
    ],
)
def test_what_an_image_holds_is_revoked_first(place: Location, said: str) -> None:
    """It has left already; how to build without it comes second, and fits the place."""
    text = remediation(RULE, place)

    assert text.startswith(RULE.remediation)
    assert said in text


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (samples.context_file(), "Copy only what the image needs"),
        (
            samples.context_file(fix=Fix(summary="", edits=(ADDED,))),
            "Add `**/.env` to .dockerignore",
        ),
        (samples.context_file(reach=Reach.REACHABLE), "Keep it out with the ignore file"),
    ],
)
def test_what_only_a_context_holds_is_kept_out_first(place: Location, said: str) -> None:
    """It is revoked if it was built or pushed before, which nobody here can know."""
    text = remediation(RULE, place)

    assert text.startswith(said)
    assert text.endswith(f"Built or pushed before? {RULE.remediation}")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (samples.context_file("compose.yaml", decided_by=COMPOSE), "value out of compose.yaml"),
        (samples.instruction(), "value out of the Dockerfile"),
    ],
)
def test_what_is_written_into_a_build_is_taken_out_and_revoked(place: Location, said: str) -> None:
    """An ignore file does not keep out a value that a Dockerfile or a compose file passes."""
    text = remediation(RULE, place)

    assert said in text
    assert "ignore file" not in text
    assert text.endswith(RULE.remediation)
    assert "before?" not in text


def test_what_no_build_sees_is_only_revoked() -> None:
    """Of an ignored file there is nothing else to say."""
    assert remediation(RULE, samples.context_file(reach=Reach.IGNORED)) == RULE.remediation
