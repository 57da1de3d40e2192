import numpy as np

from classifiers.named import Named, less_right, named, together


def test_each_class_counts_the_images_that_were_named_so_and_those_of_them_that_are() -> None:
    label, y = np.array([0, 0, 1, 1, 1, 0]), np.array([0, 1, 1, 1, 0, 0])
    known = np.array([True, True, True, True, True, False])
    rows = named(label, y, known, ("ok", "defect"))
    assert rows == (Named("ok", 2, 1), Named("defect", 3, 2))
    assert together([rows, rows]) == (Named("ok", 4, 2), Named("defect", 6, 4))
    assert together([]) == ()


def test_a_rare_class_that_is_mostly_wrong_is_told_though_all_together_are_right_enough() -> None:
    rows = [Named("ok", 800, 798), Named("defect", 57, 20), Named("scale", 15, 14), Named("never", 0, 0)]
    assert (798 + 20 + 14) / (800 + 57 + 15) > 0.95
    (told,) = less_right(rows, 0.95)
    assert told.startswith("Named 'defect', it is right in 20 of 57 images")
    assert rows[3].words() == "never named"
