import numpy as np
import pytest


@pytest.fixture(scope="package")
def digits() -> np.ndarray:
    """The first 600 of scikit-learn's real handwritten digits, (600, 64)."""
    from sklearn.datasets import load_digits

    return load_digits().data[:600].astype(np.float32)


@pytest.fixture(scope="package")
def classes() -> np.ndarray:
    """The digits that they are, (600,)."""
    from sklearn.datasets import load_digits

    return load_digits().target[:600]
