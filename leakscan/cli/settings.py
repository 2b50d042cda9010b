"""What click is told for every command alike."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "help_option_names": ["-h", "--help"],
    # The same for each command, so that `LEAKSCAN_FAIL_ON` means the same to each.
    "auto_envvar_prefix": "LEAKSCAN",
    "max_content_width": 100,
}
