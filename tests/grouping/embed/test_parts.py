import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouping.embed.parts import gather, part_name, read_part, write_part
from grouping.errors import GrouplineError, InvalidEmbeddingsError, LengthMismatchError

EMBEDDINGS = np.arange(12, dtype=np.float32).reshape(4, 3)


def test_a_part_is_named_by_the_bytes_it_has_on_disk(tmp_path):
    path = write_part(tmp_path, EMBEDDINGS)
    assert path.name == part_name(EMBEDDINGS) == f"{hashlib.sha256(path.read_bytes()).hexdigest()}.npy"
    assert (read_part(path) == EMBEDDINGS).all()


def test_writing_a_part_again_leaves_the_file_alone(tmp_path):
    path = write_part(tmp_path, EMBEDDINGS)
    before = path.stat().st_mtime_ns
    assert write_part(tmp_path, EMBEDDINGS) == path
    assert path.stat().st_mtime_ns == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@given(wanted=st.lists(st.sampled_from("abcdefgh")))
def test_gathering_gives_the_rows_in_the_order_asked_for(tmp_path_factory, wanted):
    folder = tmp_path_factory.mktemp("parts")
    parts = [(write_part(folder, EMBEDDINGS), "abcd"), (write_part(folder, -EMBEDDINGS), "efgh")]
    found = gather(parts, wanted)
    all_rows = dict(zip("abcdefgh", np.vstack([EMBEDDINGS, -EMBEDDINGS]), strict=True))
    assert len(found) == len(wanted)
    assert all((row == all_rows[name]).all() for row, name in zip(found, wanted, strict=True))


def test_images_without_an_embedding_are_counted_and_named(tmp_path):
    parts = [(write_part(tmp_path, EMBEDDINGS), "abcd")]
    with pytest.raises(GrouplineError, match=r"2 of 3 images have no embedding yet \(first: x, y\)"):
        gather(parts, ["a", "x", "y"])


def test_a_lost_or_damaged_part_says_what_to_do(tmp_path):
    path = write_part(tmp_path, EMBEDDINGS)
    with pytest.raises(LengthMismatchError, match="4 rows for 3 images"):
        gather([(path, "abc")], ["a"])
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(InvalidEmbeddingsError, match="encode again"):
        gather([(path, "abcd")], ["a"])
    path.unlink()
    with pytest.raises(InvalidEmbeddingsError, match="encode again"):
        gather([(path, "abcd")], ["a"])


def test_only_matrices_are_parts(tmp_path):
    with pytest.raises(InvalidEmbeddingsError, match=r"got an array of shape \(3,\)"):
        write_part(tmp_path, np.zeros(3, np.float32))
