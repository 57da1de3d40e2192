import numpy as np
import pytest

from grouping.clustering.reduction import principal_components
from grouping.clustering.space import Space


@pytest.fixture(scope="package")
def digits() -> np.ndarray:
    """The first 400 of scikit-learn's real handwritten digits, (400, 64)."""
    from sklearn.datasets import load_digits

    return load_digits().data[:400].astype(np.float32)


@pytest.fixture(scope="package")
def space(digits: np.ndarray) -> Space:
    return Space(principal_components(digits), np.ones(len(digits)))
