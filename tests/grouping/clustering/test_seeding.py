import numpy as np

from grouping.clustering.seeding import spread_centres


def test_every_far_blob_gets_a_centre() -> None:
    random = np.random.default_rng(0)
    points = np.concatenate([random.normal(size=(50, 4)) + shift for shift in (0, 100, 200, 300, 400)])
    centres = spread_centres(points, np.ones(len(points)), 5, random)
    assert sorted(np.rint(centres.mean(axis=1) / 100).astype(int).tolist()) == [0, 1, 2, 3, 4]


def test_more_centres_than_different_points_repeat_some() -> None:
    centres = spread_centres(np.array([[0.0], [1.0]]), np.ones(2), 4, np.random.default_rng(0))
    assert sorted({float(c) for c in centres[:, 0]}) == [0.0, 1.0]
    assert len(centres) == 4
