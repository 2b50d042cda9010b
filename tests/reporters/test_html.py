"""The page to hand over."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from leakscan.model.location import Step
from leakscan.model.report import ImageSteps, Report
from leakscan.reporters import FORMATS, Style
from tests.reporters import samples
from tests.reporters.html_page import check_html


def with_steps(report: Report) -> Report:
    """Return the report of an image with its nine steps."""
    steps = [
        Step(history_index=n, layer_index=n - 1, created_by=f"RUN step {n}") for n in range(1, 10)
    ]
    image = ImageSteps(platform="linux/amd64", steps=(Step(history_index=0), *steps))
    return replace(report, images=(image,))


@pytest.mark.parametrize(
    "sample",
    [samples.leaky_image, samples.leaky_context, samples.damaged_image, samples.image_report],
)
def test_a_page_shows_every_finding(sample: Callable[[], Report]) -> None:
    """Each finding is an article; what was not read and the verdict are there, too."""
    report = sample()

    page = check_html(FORMATS["html"](report, Style()))

    assert page.articles == len(report.findings)
    text = "".join(page.texts)
    assert ("Not read:" in text) is bool(report.skipped)


def test_the_life_of_a_secret_is_drawn() -> None:
    """It goes from the step that brought it in to the one that hid it, and dashed from there."""
    text = FORMATS["html"](with_steps(samples.image_report(samples.finding())), Style())

    page = check_html(text)
    assert "brought in by step 5, hidden by step 6" in "".join(page.texts)
    assert text.count('class="life s-high"') == 1
    assert text.count('class="after"') == 1


def test_a_visible_secret_lives_to_the_end() -> None:
    """No dashed line follows, and the last step ends it."""
    visible = samples.finding(locations=(samples.visible_file(),))

    text = FORMATS["html"](with_steps(samples.image_report(visible)), Style())

    assert "visible to the end" in text
    assert 'class="after"' not in text


def test_files_of_a_context_stand_under_their_reach() -> None:
    """The worst reach comes first, with the lines that decided."""
    text = FORMATS["html"](samples.leaky_context(), Style())

    order = [text.index(f"<b>{reach}</b>") for reach in ("baked", "intermediate", "sent")]
    assert order == sorted(order)
    assert "<code>deploy/</code>" in text


def test_suppressed_findings_are_listed_on_request() -> None:
    """They are counted in any case."""
    report = samples.leaky_image()

    assert "1 suppressed" in FORMATS["html"](report, Style())
    assert 'id="s1"' not in FORMATS["html"](report, Style())
    assert 'id="s1"' in FORMATS["html"](report, Style(show_suppressed=True))
    check_html(FORMATS["html"](report, Style(show_suppressed=True)))


def test_values_are_never_shown() -> None:
    """A page is made to be handed over."""
    assert "the-value" not in FORMATS["html"](
        samples.image_report(samples.finding(value="the-value")), Style()
    )


def test_equal_platforms_are_drawn_once() -> None:
    """Images of two platforms with the same steps share one drawing, which names both."""
    platforms = ("linux/amd64", "linux/arm64")
    found = samples.finding(locations=(samples.layer_file(platforms=platforms),))
    report = with_steps(samples.image_report(found))
    (image,) = report.images

    text = FORMATS["html"](
        replace(report, images=tuple(replace(image, platform=name) for name in platforms)), Style()
    )

    assert text.count("<svg") == 1
    assert "Steps of linux/amd64, linux/arm64" in text


def test_a_life_begins_with_the_first_place_and_ends_with_the_last() -> None:
    """A secret that an earlier instruction holds, too, lives from there on."""
    places = (samples.layer_file(), samples.image_field())

    text = FORMATS["html"](
        with_steps(samples.image_report(samples.finding(locations=places))), Style()
    )

    assert "brought in by step 3, visible to the end" in text


def test_steps_say_what_they_brought_in_and_hid() -> None:
    """The list of steps names the secrets that each brought in or hid."""
    text = FORMATS["html"](with_steps(samples.image_report(samples.finding())), Style())

    assert text.count("brought in 1 secret") == text.count("hid 1 secret") == 1


def test_commands_and_new_lines_can_be_copied() -> None:
    """What gets a file out again and the lines to write instead stand as they are."""
    image = FORMATS["html"](samples.image_report(samples.finding()), Style())
    context = FORMATS["html"](samples.advised_context(), Style())

    assert "<pre>docker save app:1.0 | tar" in image
    assert "<pre>**/id_ed25519</pre>" in context
    assert "env=NPM_TOKEN npm ci \\\n    --omit=dev</pre>" in context
    assert "<code>--secret id=npm_token,env=NPM_TOKEN</code>" in context
