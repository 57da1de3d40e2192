"""Equations 4 to 13 on an example worked by hand, and against a plain reference that follows the text line by line."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from classifiers.directions.prototypes import Prototypes, class_prototype, mean_prototypes, mixed, only
from classifiers.zero_shot.outcomes import OUTCOMES, outcomes, reason
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.predict import predict
from classifiers.zero_shot.scores import attribution, similarities, softmax, top_classes
from grouping.errors import GrouplineError, InvalidEmbeddingsError, LengthMismatchError

# Prompts of 'bolt': (3, 4) and (0, 2): normalised (0.6, 0.8) and (0, 1), mean (0.3, 0.9), length sqrt(0.9).
# 'nut' has (5, 0) alone. The image (4, 3) is (0.8, 0.6) normalised.
PROMPTS = {"bolt": np.array([[3.0, 4.0], [0.0, 2.0]]), "nut": np.array([[5.0, 0.0]])}
IMAGE = np.array([[4.0, 3.0]])
BOLT = (0.8 * 0.3 + 0.6 * 0.9) / np.sqrt(0.9)  # 0.822192
NUT = 0.8


@pytest.fixture
def hand() -> Prototypes:
    return mean_prototypes(PROMPTS)


def test_the_prototype_worked_by_hand(hand):
    assert hand.vectors[0] == pytest.approx(np.array([0.3, 0.9]) / np.sqrt(0.9), abs=1e-6)
    assert hand.vectors[1] == pytest.approx([1.0, 0.0])


def test_scores_margin_and_probability_worked_by_hand(hand):
    assert similarities(IMAGE, hand)[0] == pytest.approx([0.822192, 0.8], abs=1e-6)
    answers = predict(IMAGE, hand, gamma=0.1)
    assert (answers.best[0], answers.second[0]) == (0, 1)
    assert answers.similarity[0] == pytest.approx(0.822192, abs=1e-6)
    assert answers.margin[0] == pytest.approx(0.022192, abs=1e-6)
    assert answers.probability[0] == pytest.approx(1 / (1 + np.exp(-0.22192)), abs=1e-5)  # 0.555254
    assert answers.probability[0] == pytest.approx(0.555254, abs=1e-5)


def test_each_end_and_its_reason_worked_by_hand(hand):
    answers = predict(IMAGE, hand, gamma=0.1)
    ends = {
        "accepted": OperatingPoint(mu=0.022, theta=0.55, gamma=0.1),
        "review": OperatingPoint(mu=0.023, theta=0.55, gamma=0.1),
        "unknown": OperatingPoint(mu=0.023, theta=0.56, gamma=0.1),
    }
    words = {"accepted": "'bolt' is 0.022 nearer than 'nut'", "review": "nearly as near", "unknown": "probable enough"}
    for end, point in ends.items():
        assert OUTCOMES[outcomes(answers, point)[0]] == end
        assert words[end] in reason(answers, 0, point)


def test_attribution_worked_by_hand():
    found = attribution(np.array([[0.2, 0.6, 0.3], [0.5, 0.5, 0.5]]))
    assert found.values[0] == pytest.approx([0, 1, 0.25], abs=1e-6)
    assert found.values[1].tolist() == [0, 0, 0]
    assert found.flat.tolist() == [False, True]


def reference(X, prompts, gamma):
    """Equations 4 to 13 in float64, one image and one class at a time."""
    prototypes = []
    for rows in prompts.values():
        t = sum(row / np.linalg.norm(row) for row in rows) / len(rows)
        prototypes.append(t / np.linalg.norm(t))
    for x in X:
        S = np.array([x @ t / np.linalg.norm(x) for t in prototypes])
        order = sorted(range(len(S)), key=lambda c: -S[c])
        powers = [np.exp(s / gamma) for s in S]
        P = np.array(powers) / sum(powers)
        yield S, order[0], S[order[0]] - S[order[1]], P, (S - min(S)) / (max(S) - min(S))


def test_random_data_agrees_with_a_plain_reference():
    random = np.random.default_rng(0)
    prompts = {f"class {c}": random.normal(size=(1 + c % 5, 64)) for c in range(20)}
    X = random.normal(size=(500, 64)) * random.uniform(0.01, 100, size=(500, 1))
    prototypes, gamma = mean_prototypes(prompts), 0.05
    answers, S = predict(X, prototypes, gamma), similarities(X, prototypes)
    P, A = softmax(S, gamma), attribution(S)
    for row, (s, best, margin, p, a) in enumerate(reference(X, prompts, gamma)):
        assert answers.best[row] == best == top_classes(S, 1)[row, 0]
        assert answers.margin[row] == pytest.approx(margin, abs=2e-6)
        assert answers.probability[row] == pytest.approx(p.max(), rel=2e-4)
        assert S[row] == pytest.approx(s, abs=2e-6)
        assert P[row] == pytest.approx(p, rel=1e-3, abs=1e-7)
        assert A.values[row] == pytest.approx(a, abs=1e-5)
    assert not A.flat.any()


matrices = arrays.arrays(np.float32, st.tuples(st.integers(1, 30), st.just(5)), elements=st.floats(-9, 9, width=16))


@given(X=matrices, seed=st.integers(0, 99), scale=st.sampled_from([0.25, 8.0]))
def test_answers_do_not_depend_on_the_length_of_an_embedding_and_keep_their_bounds(X, seed, scale):
    rows = np.random.default_rng(seed).normal(size=(4, 5))
    prototypes = mean_prototypes({str(c): rows[c : c + 1] for c in range(4)})
    answers, scaled = predict(X, prototypes), predict(X * np.float32(scale), prototypes)
    assert (answers.best == scaled.best).all()
    assert np.abs(answers.margin - scaled.margin).max() < 1e-5
    assert ((answers.margin >= 0) & (answers.margin <= 2.00001)).all()
    assert ((answers.probability >= 0.25 - 1e-6) & (answers.probability <= 1)).all()
    A = attribution(similarities(X, prototypes)).values
    assert ((A >= 0) & (A <= 1)).all()
    assert (answers.nothing == (X == 0).all(axis=1)).all()


@given(seed=st.integers(0, 999), gamma=st.floats(0.005, 2))
def test_a_larger_margin_or_probability_asked_for_never_accepts_more(seed, gamma):
    random = np.random.default_rng(seed)
    prototypes = mean_prototypes({str(c): random.normal(size=(2, 6)) for c in range(3)})
    answers = predict(random.normal(size=(40, 6)), prototypes, gamma)
    mu, theta = random.uniform(0, 0.6), random.uniform(0, 1)
    few = outcomes(answers, OperatingPoint(mu + 0.1, min(1, theta + 0.1), gamma)) == 0
    many = outcomes(answers, OperatingPoint(mu, theta, gamma)) == 0
    assert not (few & ~many).any()


def test_blocks_change_nothing(monkeypatch):
    random = np.random.default_rng(1)
    prototypes = mean_prototypes({str(c): random.normal(size=(3, 16)) for c in range(7)})
    X = random.normal(size=(1000, 16)).astype(np.float32)
    whole = predict(X, prototypes)
    monkeypatch.setattr("classifiers.zero_shot.predict._BLOCK_CELLS", 7 * 64)
    pieces = predict(X, prototypes)
    assert (whole.best == pieces.best).all()
    assert np.abs(whole.probability - pieces.probability).max() < 1e-5


def test_one_class_is_never_accepted_and_says_why():
    answers = predict(IMAGE, only(mean_prototypes(PROMPTS), ["bolt"]))
    assert np.isnan(answers.margin[0])
    assert answers.second[0] == -1
    assert answers.probability[0] == 1
    assert OUTCOMES[outcomes(answers, OperatingPoint(mu=0))[0]] == "review"
    assert "only class" in reason(answers, 0, OperatingPoint(mu=0))


def test_two_classes_with_equal_prompts_are_named_and_go_to_review(hand):
    twins = mean_prototypes({**PROMPTS, "screw": PROMPTS["bolt"]})
    assert twins.twins() == [("bolt", "screw")]
    assert hand.twins() == []
    answers = predict(np.array([[0.0, 1.0]]), twins)
    point = OperatingPoint(theta=0.4)
    assert OUTCOMES[outcomes(answers, point)[0]] == "review"
    assert "equally near" in reason(answers, 0, point)


def test_an_embedding_of_zeros_is_unknown_and_one_that_is_not_finite_is_refused(hand):
    answers = predict(np.zeros((1, 2)), hand)
    assert OUTCOMES[outcomes(answers, OperatingPoint(mu=0, theta=0))[0]] == "unknown"
    assert "all zeros" in reason(answers, 0, OperatingPoint())
    with pytest.raises(InvalidEmbeddingsError, match="rows 1"):
        predict(np.array([[1.0, 2.0], [np.nan, 1.0]]), hand)


@pytest.mark.parametrize(
    ("classes", "words"),
    [
        ({}, "no class to recognise"),
        ({"bolt": np.empty((0, 2))}, "'bolt' has neither a prompt nor an image"),
        ({"bolt": np.array([[1.0, 0.0], [-1.0, 0.0]])}, "cancel each other out"),
        ({"bolt": np.ones((1, 2)), "nut": np.ones((1, 3))}, "2, 3 dimensions"),
    ],
)
def test_classes_that_cannot_be_recognised_are_refused_with_the_reason(classes, words):
    with pytest.raises(GrouplineError, match=words):
        mean_prototypes(classes)


def test_images_of_another_encoder_are_refused(hand):
    with pytest.raises(LengthMismatchError, match="3 dimensions, the classes 2"):
        predict(np.ones((1, 3)), hand)


@pytest.mark.parametrize("wrong", [{"mu": -0.1}, {"theta": 1.5}, {"gamma": 0.0}, {"gamma": float("nan")}])
def test_an_operating_point_checks_itself(wrong):
    with pytest.raises(GrouplineError, match=r"must|lies"):
        OperatingPoint(**wrong)


def test_an_uncalibrated_point_says_so():
    assert "not calibrated" in OperatingPoint().words()
    assert "chosen on 40 images" in OperatingPoint(calibrated_on="40 images").words()


def test_text_and_images_mix_by_weight(hand):
    visual = mean_prototypes({"bolt": np.array([[1.0, 0.0]]), "washer": np.array([[0.0, 1.0]])})
    assert (mixed(hand, visual, 0).vectors[:2] == hand.vectors).all()
    assert mixed(hand, visual, 1).vectors[0] == pytest.approx([1, 0])
    half = mixed(hand, visual, 0.5)
    assert half.names == ("bolt", "nut", "washer")
    assert half.vectors[0] == pytest.approx(class_prototype(np.array([hand.vectors[0], [1.0, 0.0]])), abs=1e-6)
    with pytest.raises(GrouplineError, match="must lie in 0"):
        mixed(hand, visual, 1.1)
