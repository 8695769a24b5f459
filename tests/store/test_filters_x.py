from tests.store.test_filters import *
from sqlalchemy import text
def test_x(db):
    put(db, commitment("X-1", tags=["air"]))
    with db.read() as s:
        print(s.execute(text("select ref,recorded_from,recorded_to from commitment_version")).all(), s.execute(text("select * from facet")).all(), START)
        from tracker.store import commitments as c
        p=filters.prepare(parse("tag:air"), Moment(START,TODAY,TODAY,START)); print(c._page(p), p.parameters(Moment(START,TODAY,TODAY,START)))
    assert 0
