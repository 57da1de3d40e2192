"""Which class a one-class head learns."""

from classifiers.errors import UntrainableError
from classifiers.heads.spec import HeadSpec


def normal_class(spec: HeadSpec, classes: tuple[str, ...]) -> int:
    """Return the place of the class that a one-class head learns.

    Raises UntrainableError where it is not named and there are several, or is none of them.
    """
    if spec.normal is None and len(classes) == 1:
        return 0
    if spec.normal not in classes:
        said = "Say which class is normal" if spec.normal is None else f"There is no class '{spec.normal}'"
        raise UntrainableError(f"{said} (normal=..., or --normal); there are: {', '.join(classes)}.")
    return classes.index(spec.normal)
