"""Bounds that protect this machine from what it reads.  Every hit is reported with its flag."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one scan may use.  All sizes are bytes, counted after decompression."""

    max_document_bytes: int = 4 * MIB
    """A manifest, index, config or attestation beyond it is searched as text, not parsed."""
    max_json_depth: int = 64
    max_tar_header_bytes: int = 1 * MIB
    """One extension header (PAX or GNU long name), as Go's reader has it."""
    max_expanded_bytes: int = 64 * GIB
    """One layer (`--max-layer-bytes`)."""
    max_spool_bytes: int = 64 * GIB
    """Standard input, a daemon's stream or a compressed archive on disk (`--max-temp-bytes`)."""
    max_zstd_window_log: int = 27
    """128 MiB; a frame that asks for more is not read."""
    max_record_bytes: int = 64 * MIB
    """Package databases kept in memory from one layer."""
    block_bytes: int = 4 * MIB
    """How much of a layer is searched at once."""
    whole_file_bytes: int = 1 * MIB
    """A file up to this size is always looked at as a whole; a larger one through windows."""
