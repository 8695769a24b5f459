"""The JSON API ``/api/v1``: the same use cases as the pages and the commands, for programs (docs/guide/api.md)."""
