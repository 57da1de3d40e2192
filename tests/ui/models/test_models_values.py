import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix

from classifiers.deploy.report import Deployment, Form
from classifiers.evaluation.intervals import most_without_error
from ui.figures.judgement import learning_curve, operating_curve, reliability
from ui.models.comparison import sentence, sentences
from ui.models.confusion import confusion_of, in_cell, said_of
from ui.models.curves_view import gain
from ui.models.figures_view import class_figures, headline
from ui.models.line_view import form_table
from ui.models.table import span

CLASSES = ["ash", "rust", "oil"]


def _judged(rng: np.random.Generator) -> pd.DataFrame:
    truth, said = rng.choice(CLASSES, 60), rng.choice(CLASSES, 60)
    table = pd.DataFrame({"id": range(60), "truth": truth, "predicted": said, "confidence": rng.random(60)})
    return table.assign(right=table["truth"] == table["predicted"])


def test_the_matrix_counts_as_scikit_learn_does_and_its_parts_hold_as_many_images() -> None:
    judged = _judged(np.random.default_rng(1))
    matrix = confusion_of(judged, CLASSES)
    assert matrix.counts.tolist() == confusion_matrix(judged["truth"], judged["predicted"], labels=CLASSES).tolist()
    for row in range(3):
        assert len(in_cell(judged, CLASSES, f"{row},*")) == matrix.counts[row].sum()
        assert len(in_cell(judged, CLASSES, f"*,{row}")) == matrix.counts[:, row].sum()
        for column in range(3):
            assert len(in_cell(judged, CLASSES, f"{row},{column}")) == matrix.counts[row, column]


@pytest.mark.parametrize("part", ["", "9,9", "x", "1"])
def test_a_part_that_is_not_there_means_all_errors(part: str) -> None:
    judged = _judged(np.random.default_rng(2))
    assert len(in_cell(judged, CLASSES, part)) == int((~judged["right"]).sum())
    assert said_of(part, CLASSES, 4) == "All errors: 4 images, the surest first"


def test_a_part_is_told_in_words() -> None:
    assert said_of("0,1", CLASSES, 2) == "2 images of 'ash' taken for 'rust'"
    assert said_of("1,1", CLASSES, 1) == "1 image of 'rust', rightly recognized"
    assert said_of("*,2", CLASSES, 3) == "3 images taken for 'oil'"
    assert said_of("0,*", CLASSES, 3) == "3 images of 'ash'"


def test_a_comparison_names_who_is_ahead_and_whether_chance_explains_it() -> None:
    found = {"n": 20, "macro_f1": {"difference": -0.2, "p": 0.0001}, "accuracy": {"difference": 0.05, "p": 0.4}}
    names = ("knn", "mlp")
    assert "'knn' is ahead by 0.200 on 20 test images, more than chance would explain (p < 0.001)" in sentence(
        found, "macro_f1", names, "test"
    )
    assert "'mlp' is ahead by 0.050" in sentence(found, "accuracy", names, "test")
    assert "chance alone could explain (p = 0.40)" in sentence(found, "accuracy", names, "test")
    folds = {**found, "accuracy": {"difference": 0.05, "p": 0.04, "interval": (0.01, 0.09)}}
    assert "95 % interval +0.010 to +0.090 on 20 folds" in sentence(folds, "accuracy", names, "folds")
    assert len(sentences({"test": found, "gold": None, "folds": folds}, names)) == 4
    same = {"n": 5, "macro_f1": {"difference": 0.0, "p": 1.0}}
    assert sentence(same, "macro_f1", names, "gold") == "Macro-F1: no difference on 5 gold images."


def test_weak_classes_stand_first_and_missing_figures_are_dashes() -> None:
    row = {"n": 3, "precision": 1.0, "recall": 1.0, "roc_auc": None, "pr_auc": None}
    found = {"per_class": [{**row, "class": "ash", "f1": 0.9}, {**row, "class": "rust", "f1": 0.2}]}
    assert class_figures(found)["Class"].tolist() == ["rust", "ash"]
    assert headline({"macro_f1": 0.5, "roc_auc": None}) == [("Macro-F1", "0.500", ""), ("ROC-AUC", "–", "")]
    assert span({"intervals": {"f1": [0.1, 0.25]}}, "f1") == "0.10 to 0.25"


def test_no_error_among_n_leaves_room_for_about_three_in_n() -> None:
    assert most_without_error(20) == pytest.approx(0.1391, abs=1e-4)  # Hanley and Lippman-Hand, 1983
    assert most_without_error(1000) == pytest.approx(3 / 1000, rel=0.01)


def test_what_the_last_images_brought_is_said() -> None:
    rows = [{"n": 10, "macro_f1": 0.5}, {"n": 20, "macro_f1": 0.7}]
    assert gain(rows).endswith("More labels are likely to help.")
    assert gain([rows[1], rows[1]]).endswith("More of the same images would bring little.")
    assert gain(rows[:1]) == ""


def test_charts_leave_out_empty_bins_and_mark_the_chosen_point() -> None:
    empty = {"low": 0.0, "high": 0.5, "n": 0, "confidence": None, "accuracy": None}
    full = {"low": 0.5, "high": 1.0, "n": 4, "confidence": 0.8, "accuracy": 0.75}
    assert reliability([empty, full]).data[1].x == (0.8,)
    chart = operating_curve(np.array([0.9, 0.8, 0.6]), np.array([1.0, 1.0, 2 / 3]), 0.8, 0.95)
    assert (chart.data[1].x, chart.data[1].y) == ((2 / 3,), (1.0,))
    assert len(operating_curve(np.array([0.9]), np.array([0.0]), 2.0, 0.95).data) == 1
    row = {"n": 5, "macro_f1": 0.5, "macro_f1_sd": 0.1, "accuracy": 0.5, "accuracy_sd": 0.0}
    assert len(learning_curve([row]).data) == 2


def test_the_forms_of_a_network_stand_against_pytorch() -> None:
    forms = (Form("eager", 0.9, 0.8, 10.0, 4.0), Form("onnx", 0.9, 0.8, 5.0, 4.0), Form("int8", 0.875, 0.7, 2.0, 1.0))
    table = form_table(Deployment(forms, n_judged=40, n_calibration=100, largest_difference=1e-5))
    assert table["Form"].tolist() == ["PyTorch", "ONNX", "ONNX, 8 bits"]
    assert table["Times as fast"].tolist() == [1, 2, 5]
    assert table["Change"].tolist() == pytest.approx([0, 0, -0.025])
