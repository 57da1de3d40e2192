"""Whether plain values, as people and jobs write them, are of the types that a spec's fields have."""

from collections.abc import Mapping
from typing import Any, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from classifiers.errors import InvalidSpecError

_WORDS = {int: "a whole number", float: "a number", bool: "true or false", str: "text", type(None): "null"}


def check_values(kind: type, values: Mapping[str, Any]) -> None:
    """Raise InvalidSpecError where a value is not of its field's type: "5" or 2.5 for a whole number, say.

    Of a list of such values each is looked at; fields that hold other things are left to the spec itself.
    """
    hints = get_type_hints(kind)
    for name, value in values.items():
        inner = get_args(hints[name])
        if get_origin(hints[name]) is not tuple:
            _check(name, value, hints[name])
        elif inner[0] in _WORDS and isinstance(value, list | tuple):
            for item in value:
                _check(name, item, inner[0])


def _check(name: str, value: Any, hint: Any) -> None:
    allowed = get_args(hint) or (hint,)
    if not set(allowed) <= set(_WORDS):
        return
    try:
        TypeAdapter(hint).validate_python(value, strict=True)
    except ValidationError as error:
        wanted = " or ".join(_WORDS[one] for one in allowed)
        raise InvalidSpecError(f"'{name}' is {wanted}; got {value!r}.") from error
