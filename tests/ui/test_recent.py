from functools import partial

from immutables import Map

from ui.recent import Recent


def test_an_answer_is_made_once_for_the_same_objects_and_equal_words() -> None:
    recent, tree, made = Recent[int](2), Map({1: 2}), list[int]()

    def make() -> int:
        made.append(1)
        return 7

    assert [recent.get(("root", 3, tree), make) for _ in range(3)] == [7, 7, 7]
    assert made == [1]


def test_an_equal_but_other_object_another_word_or_fewer_parts_ask_anew() -> None:
    recent, tree = Recent[int](9), Map({1: 2})
    asked = [("a", tree), ("a", Map({1: 2})), ("b", tree), ("a",), (1, tree), (True, tree)]
    assert [recent.get(parts, partial(int, number)) for number, parts in enumerate(asked)] == [0, 1, 2, 3, 4, 5]


def test_only_the_last_answers_are_kept() -> None:
    recent = Recent[int](2)
    for number in (1, 2, 3):
        recent.get((number,), partial(int, number))
    assert recent.get((3,), lambda: 0) == 3
    assert recent.get((1,), lambda: 0) == 0
