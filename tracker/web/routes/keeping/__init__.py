"""``/admin/…``: bodies, posts, persons, programmes, sources, accounts; each change is a form on its own page."""

from tracker.web.routes.keeping import accounts, bodies, persons, posts, programmes, sources

ROUTERS = tuple(each.router for each in (bodies, posts, persons, programmes, sources, accounts))
