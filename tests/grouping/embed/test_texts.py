import numpy as np
import pytest

from grouping.embed.texts import TextNotEmbeddedError, read_texts, write_texts
from grouping.errors import InvalidEmbeddingsError, LengthMismatchError


def test_sentences_come_back_in_the_order_asked_from_several_parts(tmp_path):
    X = np.random.default_rng(0).normal(size=(5, 4)).astype(np.float32)
    write_texts(tmp_path, ["a", "b"], X[:2])
    write_texts(tmp_path, ["c", "日本語", "e"], X[2:])
    assert (read_texts(tmp_path, ["日本語", "a", "e", "a"]) == X[[3, 0, 4, 0]]).all()


def test_missing_sentences_are_told_and_carried(tmp_path):
    write_texts(tmp_path, ["a"], np.ones((1, 2), np.float32))
    with pytest.raises(TextNotEmbeddedError, match="2 of 3 sentences") as caught:
        read_texts(tmp_path, ["b", "a", "c", "b"])
    assert caught.value.missing == ("b", "c")
    with pytest.raises(TextNotEmbeddedError):
        read_texts(tmp_path / "never", ["a"])


def test_sentences_and_embeddings_are_as_many(tmp_path):
    with pytest.raises(LengthMismatchError, match="2 sentences have 1"):
        write_texts(tmp_path, ["a", "b"], np.ones((1, 2), np.float32))
    assert not list(tmp_path.iterdir())


def test_a_damaged_part_is_named(tmp_path):
    write_texts(tmp_path, ["a"], np.ones((1, 2), np.float32))
    next(tmp_path.glob("*.npy")).write_bytes(b"broken")
    with pytest.raises(InvalidEmbeddingsError, match="cannot be read"):
        read_texts(tmp_path, ["a"])
