"""The register of the store's tests, for processes that are killed."""

from tests.store.conftest import db, prepare

__all__ = ["db", "prepare"]
