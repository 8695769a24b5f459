"""The written form of history: canonical text, hashes, the tree over them."""

import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.chain import EMPTY_ROOT, Head, NotCanonical, canonical, leaf_hash, root_of

VECTORS = json.loads((Path(__file__).parents[2] / "docs" / "history-vectors.json").read_text(encoding="utf-8"))

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="ascii")), inner, max_size=4)
    ),
    max_leaves=12,
)
OBJECTS = st.dictionaries(st.text(st.characters(codec="ascii")), VALUES, max_size=5)

# The test vectors that implementations of RFC 6962 share: eight leaves, and the roots of their prefixes.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_published_vectors_come_out() -> None:
    head = Head()
    for vector in VECTORS:
        text = canonical(vector["entry"])
        assert text.decode() == vector["canonical"]
        assert leaf_hash(text).hex() == vector["leaf"]
        head = head.extend([leaf_hash(text)])
        assert head.root.hex() == vector["root"]


def test_the_tree_is_that_of_rfc_6962() -> None:
    leaves = [leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]
    assert [Head().extend(leaves[: n + 1]).root.hex() for n in range(8)] == ROOTS
    assert Head().root == EMPTY_ROOT


@given(OBJECTS)
def test_canonical_text_is_that_of_rfc_8785(value: dict[str, object]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize(
    "value", [1.0, 2**53, -(2**53), float("nan"), "\ud800", b"x", {"é": 1}, {1: "x"}, {"a": {"b": 0.5}}]
)
def test_what_readers_could_read_differently_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"value": value})


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70), st.data())
def test_appending_in_any_portions_gives_the_root_over_all(leaves: list[bytes], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    assert Head().extend(leaves[:cut]).extend(leaves[cut:]).root == root_of(leaves)
