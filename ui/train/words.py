"""What each recipe and head is good for, in plain sentences; literal tables."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Words(NamedTuple):
    """A recipe in words."""

    title: str
    when: str
    time: str


RECIPES: Mapping[str, Words] = MappingProxyType(
    {
        "head": Words(
            "Head",
            "Learns from the embeddings that are there already. Begin here: with good embeddings it is often as exact "
            "as a network of your own, and it needs few images.",
            "Seconds on any machine.",
        ),
        "finetune": Words(
            "Fine-tuned network",
            "Goes on training a pre-trained network on your image files. Worth it from about 50 images a class, where "
            "a head stays below what you need, or where details count that embeddings do not hold.",
            "Minutes to hours on a processor, minutes with a graphics card.",
        ),
        "siamese": Words(
            "Siamese network",
            "Learns whether two images are alike, and compares new ones with a few references of each class. For "
            "defects that are very rare: every pair counts, so a handful of images goes a long way.",
            "Minutes to hours on a processor, minutes with a graphics card.",
        ),
        "ensemble": Words(
            "Ensemble",
            "Fine-tunes several networks and averages the best. The last per cent, at several times the price in "
            "training and in use.",
            "As long as all of its networks together.",
        ),
    }
)

HEADS: Mapping[str, str] = MappingProxyType(
    {
        "logistic_regression": "The one to begin with: quick, steady, well calibrated.",
        "linear_svm": "Straight borders as well, set by the images closest to them.",
        "rbf_svm": "Curved borders: for classes that are several clouds. Slower from some thousand images on.",
        "decision_tree": "A few questions one after another: easy to follow, rarely the most exact.",
        "mlp": "A small neural network: curved borders, wants some hundred images.",
        "knn": "Votes of the nearest labeled images: nothing is assumed, follows the frequencies.",
        "prototype": "The nearest class mean: works with five images a class.",
        "kth_neighbour": "Strange is what lies far from its nearest normal images.",
        "mahalanobis": "Strange is what lies far from the normal cloud, measured in its own widths.",
    }
)

PLANS: Mapping[str, str] = MappingProxyType(
    {
        "strips": "Strips and sheets: mirrored, hardly turned",
        "parts": "Single parts: turned by any angle, seen aslant",
        "none": "No changes",
    }
)

WEIGHTINGS: Mapping[str, str] = MappingProxyType(
    {
        "none": "Every image alike",
        "inverse-sqrt": "Rare classes more (root of frequency)",
        "inverse": "Rare classes much more (inverse frequency)",
        "given": "As I say, such as 5 to 1",
    }
)

LOSSES: Mapping[str, str] = MappingProxyType(
    {
        "ce": "Cross-entropy",
        "focal": "Focal: hard images more",
        "contrastive": "Margin contrastive",
        "bce": "Cross-entropy of similarity",
        "asymmetric": "Asymmetric: easy different pairs less",
    }
)
