"""The groups of commands that keep what commitments refer to: bodies, posts, persons, programmes, sources."""

from tracker.cli import bodies, persons, posts

GROUPS = (
    (
        "body",
        bodies.BODY,
        (
            ("add", bodies.add, bodies.ADD),
            ("rename", bodies.rename, bodies.RENAME),
            ("move", bodies.move, bodies.MOVE),
            ("merge", bodies.merge, bodies.MERGE),
            ("end", bodies.end, bodies.END),
        ),
    ),
    (
        "post",
        posts.POST,
        (
            ("add", posts.add, posts.ADD),
            ("rename", posts.rename, posts.RENAME),
            ("end", posts.end, posts.END),
            ("hold", posts.hold, posts.HOLD),
            ("leave", posts.leave, posts.LEAVE),
            ("hand-over", posts.hand_over, posts.HAND_OVER),
        ),
    ),
    (
        "person",
        persons.PERSON,
        (
            ("list", persons.list_, persons.LIST),
            ("add", persons.add, persons.ADD),
            ("change", persons.change, persons.CHANGE),
            ("erase", persons.erase, persons.ERASE),
        ),
    ),
    (
        "programme",
        bodies.PROGRAMME,
        (("add", bodies.add_programme, bodies.ADD), ("change", bodies.change_programme, bodies.CHANGE)),
    ),
    (
        "source",
        bodies.SOURCE,
        (("add", bodies.add_source, bodies.ADD), ("change", bodies.change_source, bodies.CHANGE)),
    ),
)
"""Name of the group, what it is for, and its commands: name, function, help."""
