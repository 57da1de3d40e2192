"""The prompt library, its files, and the effect of each prompt."""

import json

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.directions.prototypes import mean_prototypes
from classifiers.zero_shot.point import OperatingPoint
from classifiers.zero_shot.prompt_effect import prompt_effects
from classifiers.zero_shot.prompt_files import import_prompts
from classifiers.zero_shot.prompts import KINDS, Prompt, PromptClass, PromptLibrary
from classifiers.zero_shot.scores import similarities
from grouping.errors import GrouplineError, UnknownNameError

BOLT = PromptClass("bolt", (Prompt("a threaded rod with a head", "geometry"), Prompt("joins two plates", "function")))


def test_every_prompt_goes_into_every_template_and_a_class_without_prompts_is_told_by_its_name():
    library = PromptLibrary((BOLT, PromptClass("nut")), ("{}", "a photo of {}"))
    assert library.texts()["bolt"] == [
        "a threaded rod with a head",
        "a photo of a threaded rod with a head",
        "joins two plates",
        "a photo of joins two plates",
    ]
    assert library.texts()["nut"] == ["nut", "a photo of nut"]
    assert library.texts(templates=False, many=False) == {"bolt": ["a threaded rod with a head"], "nut": ["nut"]}


def test_braces_in_a_prompt_are_text():
    library = PromptLibrary((PromptClass("x", (Prompt("part {0} of {name} {}"),)),), ("a {}",))
    assert library.texts()["x"] == ["a part {0} of {name} {}"]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.text(min_size=1), st.sampled_from(KINDS)), max_size=12))
def test_a_library_comes_back_from_its_json(rows):
    library = PromptLibrary(point=OperatingPoint(0.1, 0.2, 0.3, "x"))
    for name, text, kind in rows:
        if text.strip():
            library = library.with_prompts({name: [Prompt(text, kind)]})
    assert PromptLibrary.from_dict(json.loads(json.dumps(library.to_dict()))) == library


def test_edits_make_new_libraries_and_drop_the_point_that_was_chosen_for_the_old_prompts():
    library = PromptLibrary((BOLT,), point=OperatingPoint(calibrated_on="a set"))
    more = library.with_prompts({"bolt": [Prompt("steel", "material"), BOLT.prompts[0]], "nut": []})
    assert [prompt.text for prompt in more.find("bolt").prompts][2:] == ["steel"]
    assert (more.names, more.point) == (("bolt", "nut"), None)
    assert more.without_prompt("bolt", "steel").without_class("nut").classes == library.classes
    assert more.with_templates([]).templates == ("{}",)
    with pytest.raises(UnknownNameError, match="there are: bolt, nut"):
        more.find("gear")
    with pytest.raises(UnknownNameError, match="no prompt 'brass'"):
        more.without_prompt("bolt", "brass")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Prompt("  \n"), "empty"),
        (lambda: Prompt("x" * 1001), "1,001 characters"),
        (lambda: Prompt("x", "colour"), "function, material"),
        (lambda: PromptClass(" "), "1 to 200"),
        (lambda: PromptLibrary((BOLT, BOLT)), "stands twice"),
        (lambda: PromptLibrary((), ("a photo",)), "once"),
        (lambda: PromptLibrary((), ("{} {}",)), "once"),
    ],
)
def test_what_is_no_prompt_is_refused_with_the_reason(make, words):
    with pytest.raises(GrouplineError, match=words):
        make()


def test_a_table_with_a_column_of_texts_and_kinds(tmp_path):
    file = tmp_path / "parts.csv"
    file.write_text(
        "Part name;Description;Kind\nbolt;threaded rod;geometry\nbolt;;geometry\nnut;holds a bolt;use\n;x;\n"
    )
    found = import_prompts(file)
    assert found.library.find("bolt").prompts == (Prompt("threaded rod", "geometry"),)
    assert found.library.find("nut").prompts == (Prompt("holds a bolt", "other"),)
    assert (found.new_classes, found.new_prompts) == (2, 2)
    assert [place for place, _ in found.problems] == ["row 3", "row 5"]


def test_a_workbook_with_a_column_for_each_kind(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["Class", "Function", "Material", "Maker"],
        ["bolt", "joins", "steel", None],
        ["ナット", None, None, 7],
    ):
        book.active.append(row)
    book.save(tmp_path / "parts.xlsx")
    found = import_prompts(tmp_path / "parts.xlsx")
    assert found.library.find("bolt").prompts == (Prompt("joins", "function"), Prompt("steel", "material"))
    assert found.library.find("ナット").prompts == (Prompt("7", "maker"),)


def test_a_list_of_classes_alone_is_told_by_their_names(tmp_path):
    file = tmp_path / "classes.txt"
    names = ["Dichtung für Öl", "Welle", "Überwurfmutter", "Führungsbuchse aus Messing", "Zahnrad, schrägverzahnt"]
    file.write_bytes("\n".join(["Name;Nr", *(f"{name};1" for name in names)]).encode("cp1252"))
    assert import_prompts(file).library.texts() == {name: [name] for name in names}


def test_json_is_the_librarys_own_or_class_to_texts(tmp_path):
    library = PromptLibrary((BOLT, PromptClass("nut")), ("a {}",))
    (tmp_path / "own.json").write_text(json.dumps(library.to_dict()))
    assert import_prompts(tmp_path / "own.json").library == library
    (tmp_path / "plain.json").write_text(json.dumps({"bolt": ["steel", "", 3], "nut": "hexagonal"}))
    found = import_prompts(tmp_path / "plain.json", library)
    assert [prompt.text for prompt in found.library.find("nut").prompts] == ["hexagonal"]
    assert (found.new_classes, found.new_prompts, len(found.problems)) == (0, 2, 2)


def test_10_000_prompts_are_read_and_repeats_left_out(tmp_path):
    file = tmp_path / "many.csv"
    file.write_text("class,prompt\n" + "".join(f"part {i % 5000},sentence {i}\n" for i in range(10_000)) * 2)
    found = import_prompts(file)
    assert (found.new_classes, found.new_prompts, found.problems) == (5000, 10_000, ())


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"colour,size\nred,3\n", "no column of classes"),
        ("a.csv", b"class,prompt\n", "holds no class"),
        ("a.csv", b"", "no column of classes"),
        ("a.json", b"[1, 2]", "holds list"),
        ("a.json", b"{", "not JSON"),
        ("a.xlsx", b"PK no workbook", "not an Excel workbook"),
    ],
)
def test_a_file_that_holds_no_prompts_says_why(tmp_path, name, content, words):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(GrouplineError, match=words):
        import_prompts(tmp_path / name)
    with pytest.raises(GrouplineError, match="cannot be read"):
        import_prompts(tmp_path / f"gone-{name}")


def test_leaving_a_prompt_out_is_what_prototypes_without_it_answer():
    random = np.random.default_rng(3)
    sayings = {name: {f"{name}{i}": random.normal(size=(2, 8)) for i in range(3)} for name in "abcd"}
    sayings["d"] = {"d0": sayings["d"]["d0"]}
    X, truth = random.normal(size=(80, 8)), random.integers(-1, 4, 80)
    X[truth >= 0] += (
        2 * mean_prototypes({n: np.concatenate([*s.values()]) for n, s in sayings.items()}).vectors[truth[truth >= 0]]
    )
    effects = prompt_effects(X, truth, sayings)
    assert len(effects) == 9
    assert [one.gain for one in effects] == sorted(one.gain for one in effects)

    def right(left_out):
        rows = {
            name: np.concatenate([rows for text, rows in own.items() if text != left_out])
            for name, own in sayings.items()
        }
        return (similarities(X, mean_prototypes(rows)).argmax(axis=1) == truth)[truth >= 0]

    for one in effects:
        assert one.helps == (right(None) & ~right(one.text)).sum()
        assert one.hurts == (~right(None) & right(one.text)).sum()


def test_prompts_cannot_be_measured_without_labels_or_rivals():
    one = {"a": {"x": np.ones((1, 2))}}
    with pytest.raises(GrouplineError, match="Add a second class"):
        prompt_effects(np.ones((1, 2)), np.array([0]), one)
    with pytest.raises(GrouplineError, match="No labeled image"):
        prompt_effects(np.ones((1, 2)), np.array([-1]), one | {"b": {"y": np.ones((1, 2))}})
