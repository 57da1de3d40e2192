"""Names of functions, loaded when they are called for, so that a catalogue costs no import."""

from importlib import import_module
from typing import Any


def resolve(name: str) -> Any:
    """Return the object that "package.module:name" names."""
    module, attribute = name.split(":")
    return getattr(import_module(module), attribute)
