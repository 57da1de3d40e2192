"""Clusters as cards: which images stand for them, their figures, and that their text is text."""

import numpy as np
import pytest

from grouping.store.pictures import PictureColumns
from ui.clusters.board import Action, action_of
from ui.clusters.cards import ClusterCard, cluster_cards, near_label_colors
from ui.clusters.cards_html import NEAR_COLORS, card_html, cards_html, figures, mix_bar
from ui.clusters.faces import Faces, faces

CARD = ClusterCard(0, 12, 0.25, ((7, "a" * 64), (8, "b" * 64)), (("ash", 12),), ((9, "c" * 64),), 0.5, 0.25)


def test_the_most_central_image_comes_first_and_the_outermost_is_none_of_the_central() -> None:
    ids, X = np.arange(10, 17), np.array([[0.0], [10], [4], [5], [4.5], [4.4], [4.7]], np.float32)
    (found,) = faces(ids, np.zeros(7, np.int64), (ids, X)).values()
    assert found.central == (16, 14, 15, 13)  # the mean is 4.66
    assert found.outermost == (11, 10)
    assert found.silhouette is None


def test_examples_are_of_their_own_cluster_with_and_without_embeddings() -> None:
    ids, clusters = np.array([5, 6, 7, 8]), np.array([0, 0, 3, 3])
    embedded = (np.array([4, 5, 6, 7, 8]), np.eye(5, dtype=np.float32))
    for embeddings in (None, embedded):
        found = faces(ids, clusters, embeddings)
        assert {cluster: sorted(one.central) for cluster, one in found.items()} == {0: [5, 6], 3: [7, 8]}


def test_a_cluster_of_images_without_embeddings_is_shown_all_the_same() -> None:
    found = faces(np.array([5, 6]), np.array([0, 1]), (np.array([5]), np.ones((1, 2), np.float32)))
    assert found == {0: Faces((5,)), 1: Faces((6,))}


def test_clusters_far_apart_have_a_silhouette_near_one() -> None:
    X = np.array([[0.0], [1], [100], [101]], np.float32)
    found = faces(np.arange(4), np.array([0, 0, 1, 1]), (np.arange(4), X))
    assert found[0].silhouette == pytest.approx((1 - 0.5 / 100.5) / 2 + (1 - 0.5 / 99.5) / 2)


def _cards(near: list[int], names: tuple[str, ...]) -> list[ClusterCard]:
    digests = np.repeat(np.arange(4, dtype=np.uint8)[:, None], 32, axis=1)
    sizes = np.ones(4, np.int64)
    pictures = PictureColumns(np.arange(1, 5), digests, ("",) * 4, sizes, sizes, np.array(near), names)
    return cluster_cards(np.arange(1, 5), np.array([0, 0, 0, 1]), pictures, {0: Faces((1, 2)), 1: Faces((4,))})


def test_a_card_counts_its_near_labels_and_images_without_one() -> None:
    first, second = _cards([0, 0, -1, 1], ("ash", "iron"))
    assert (first.size, first.share, first.mix) == (3, 0.75, (("ash", 2), ("", 1)))
    assert second.mix == (("iron", 1),)
    assert first.central == ((1, "00" * 32), (2, "01" * 32))


def test_a_pure_and_whole_class_adds_one_to_the_c_score() -> None:
    first, second = _cards([0, 0, 0, 1], ("ash", "iron"))
    assert (first.c_score, second.c_score) == (1.0, 1.0)
    assert _cards([0, 0, 0, 0], ("ash",))[0].c_score == pytest.approx(3 / 4)


def test_without_near_labels_there_is_no_bar_and_no_c_score() -> None:
    card = _cards([-1] * 4, ())[0]
    assert (card.mix, card.c_score, mix_bar(card, {}), figures(card)) == ((), None, "", "")


def test_a_near_label_has_one_colour_in_all_cards() -> None:
    colors = near_label_colors(_cards([0, 0, 1, 1], ("ash", "iron")), NEAR_COLORS)
    assert colors == {"ash": NEAR_COLORS[0], "iron": NEAR_COLORS[1]}


def test_names_and_near_labels_with_markup_are_shown_as_text() -> None:
    cards = _cards([0, 1, -1, 2], ("<script>", '"><b>', "iron"))
    html = cards_html(cards, 1.0, near_label_colors(cards, NEAR_COLORS))
    assert "<script>" not in html
    assert "<b>" not in html
    named = ClusterCard(0, 1, 1.0, (), (), title="<img src=x>", state="<u>")
    assert "<img" not in card_html(named, 1.0, {})
    assert "<u>" not in card_html(named, 1.0, {})


def test_a_card_shows_its_figures_its_central_and_its_outermost_images() -> None:
    html = card_html(CARD, 1.0, {})
    assert "silhouette 0.50" in html
    assert "C-Score 0.25" in html
    assert [
        f'/thumb/{letter * 64}" data-id="{number}"' in html for letter, number in zip("abc", (7, 8, 9), strict=True)
    ]
    assert html.index("a" * 64) < html.index("gl-far") < html.index("c" * 64)


@pytest.mark.parametrize("message", [None, "open", {}, {"verb": "drop", "key": "0"}])
def test_what_is_no_action_is_left_alone(message: object) -> None:
    assert action_of(message) is None


def test_an_action_says_what_is_wanted_with_which_group() -> None:
    assert action_of({"verb": "promote", "key": "3/1", "text": " ash "}) == Action("promote", "3/1", "ash")
