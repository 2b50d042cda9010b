import json
from typing import Any

import pytest

from tests.context.parser_fuzz import FROZEN, ours

ROWS = json.loads(FROZEN.read_text())


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=range(len(ROWS)))
def test_a_dockerfile_is_parsed_as_buildkit_parsed_it(text: str, expected: dict[str, Any]) -> None:
    """Instructions, lines, flags, words and here-documents, as recorded from BuildKit's parser."""
    refused = expected.pop("refused", False)

    found = ours(text.encode("utf-8", "surrogateescape"))

    # What BuildKit refuses as a whole only later may be refused here at once.
    assert found == expected or (refused and "error" in found)
