"""Whether plain values, as people and jobs write them, are of the types that a spec's fields have."""

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError

from classifiers.errors import InvalidSpecError

_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text", type(None): "null"}


def check_values(kind: type, values: Mapping[str, Any]) -> None:
    """Raise InvalidSpecError where a value is not of its field's type: "5" or 2.5 for a whole number, say.

    Fields that hold more than one plain value are left to the spec itself.
    """
    hints = get_type_hints(kind)
    for name, value in values.items():
        allowed = get_args(hints[name]) or (hints[name],)
        if not set(allowed) <= set(_WORDS):
            continue
        try:
            TypeAdapter(hints[name]).validate_python(value, strict=True)
        except ValidationError as error:
            wanted = " or ".join(_WORDS[one] for one in allowed)
            raise InvalidSpecError(f"'{name}' is {wanted}; got {value!r}.") from error
