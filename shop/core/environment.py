"""Secrets and addresses of vendors: they are in the environment and nowhere else."""

import os
from pathlib import Path


def read(name: str, default: str = "") -> str:
    """The value of ``name``, or the content of the file that ``name_FILE`` names (how platforms hand over keys)."""
    if value := os.environ.get(name, "").strip():
        # One line in an environment file: "\n" for the line ends of a key.
        return value.replace("\\n", "\n")
    if path := os.environ.get(f"{name}_FILE", "").strip():
        return Path(path).read_text(encoding="utf-8").strip()
    return default
