"""``/commitments/{ref}/readings``: dated values that a source tells of a commitment."""

from tracker.services import readings
from tracker.services.reading_views import entry_json
from tracker.services.readings import NewReading
from tracker.web.api import schema, schema_loop, strict
from tracker.web.api.operations import Answer, Body, Call, Operation
from tracker.web.api.parameters import MOMENTS


def index(call: Call) -> Answer:
    """The readings of a commitment, by period."""
    return Answer({"readings": [entry_json(each, call.language) for each in readings.of(call.ctx, call.path["ref"])]})


def record(call: Call) -> Answer:
    """Enter a reading."""
    return Answer({"key": readings.record(call.ctx, strict.made(NewReading, call.data, ref=call.path["ref"]))}, 201)


OPERATIONS = (
    Operation(
        "GET", "/commitments/{ref}/readings", "list_readings", "The readings of it, by period.",
        index, schema_loop.Readings, query=MOMENTS, problems=(404,),
    ),
    Operation(
        "POST", "/commitments/{ref}/readings", "record_reading", "Enter a reading, or one in the place of another.",
        record, schema.Key, scope="write", status=201, body=Body(NewReading), problems=(404, 409),
    ),
)  # fmt: skip
