import pytest

from classifiers.finetune.plan import PLANS
from classifiers.heads.catalogue import HEADS
from classifiers.recipes import RECIPES
from grouping.errors import GrouplineError
from ui.figures.training import training_curves
from ui.train import words
from ui.train.data import class_table, warnings
from ui.train.gold import most_per_class, proposed
from ui.train.request import Request, Shares, Wanted, fresh
from ui.train.watch import heading, outcome


def test_every_recipe_head_and_plan_has_its_words() -> None:
    assert set(words.RECIPES) == set(RECIPES)
    assert set(words.HEADS) == set(HEADS)
    assert set(words.PLANS) == set(PLANS)


def test_classes_stand_by_their_size_and_the_small_and_empty_ones_are_named() -> None:
    counts = {"ash": 3, "rust": 40, "oil": 0}
    assert class_table(counts)["Class"].tolist() == ["rust", "ash", "oil"]
    assert warnings(counts) == [
        "'ash': fewer than 5 images, too few to learn from and to measure on.",
        "Left out: 1 class without images.",
    ]
    assert "One class only" in warnings({"ash": 9})[0]


@pytest.mark.parametrize(("counts", "most", "first"), [({"a": 30, "b": 100}, 29, 6), ({"a": 1}, 0, 1), ({}, 0, 1)])
def test_a_gold_set_leaves_one_image_of_the_smallest_class(counts: dict[str, int], most: int, first: int) -> None:
    assert most_per_class(counts) == most
    assert proposed(counts) == first


def test_a_request_names_version_shares_and_embeddings_and_refuses_what_cannot_be() -> None:
    wanted = Wanted("head", {"head": "knn"}, ("efficientnet_lite0", "stretch"))
    request = Request("labels", 2, Shares((60, 20, 20), 7), (wanted,))
    assert request.jobs() == [
        {
            "recipe": "head",
            "spec": {"head": "knn"},
            "label_set": "labels",
            "version": 2,
            "fractions": [0.6, 0.2, 0.2],
            "split_seed": 7,
            "encoder": "efficientnet_lite0",
            "preprocessing": "stretch",
        }
    ]
    assert fresh(request.jobs(), []) == request.jobs()
    with pytest.raises(GrouplineError, match="There is no head 'oracle'"):
        Request("labels", 2, wanted=(Wanted("head", {"head": "oracle"}),)).jobs()
    with pytest.raises(GrouplineError, match="sum to 90 %"):
        _ = Shares((60, 20, 10)).fractions


def test_a_training_is_told_by_what_it_makes_also_when_its_spec_cannot_be() -> None:
    given = {"recipe": "head", "spec": {"head": "knn"}, "version": 3, "label_set": "labels"}
    assert heading(given) == "k nearest neighbours · version 3 of 'labels'"
    assert heading({**given, "spec": {"beard": 1}}) == "head · version 3 of 'labels'"
    assert heading({"spec": "knn"}) == "k nearest neighbours · a new version of 'labels'"


def test_an_outcome_says_the_figure_its_interval_and_on_how_many_images() -> None:
    figures = {"macro_f1": 0.9, "accuracy": 0.92, "n": 40, "intervals": {"macro_f1": [0.8, 0.97]}}
    assert outcome({"figures": figures}) == "macro-F1 0.900 (0.80 to 0.97), accuracy 92.0% on 40 test images"
    assert "nothing is known" in outcome({"figures": {}})


def test_the_curves_ring_the_epoch_with_the_best_macro_f1() -> None:
    rows = [{"epoch": n, "loss": 1 / n, "val_loss": 1.0, "macro_f1": f1} for n, f1 in enumerate((0.4, 0.8, 0.6), 1)]
    figure = training_curves({"": rows})
    ring = next(trace for trace in figure.data if trace.name == "Best epoch")
    assert (ring.x, ring.y) == ((2,), (0.8,))
    assert len(training_curves({"a": rows, "b": rows[:1]}).data) == 8
