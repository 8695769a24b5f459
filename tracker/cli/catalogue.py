"""``tracker list --fields``: what can be asked for."""

from tracker.cli import options, output
from tracker.cli.output import say
from tracker.kit.text import text
from tracker.query import fields

HEAD = (text("Field"), text("Type"), text("Example"), text("Meaning"))


def tell() -> None:
    """Tell the fields of the filter language."""
    known = fields.catalogue()
    if options.current().json:
        output.tell_json(
            {
                "fields": [
                    {
                        "name": field.name,
                        "type": str(field.type),
                        "example": field.example,
                        "meaning": say(field.meaning),
                        "names": list(field.names),
                        "values": list(field.allowed),
                        "sortable": field.sortable,
                    }
                    for field in known
                ]
            }
        )
        return
    rows = [(field.name, str(field.type), field.example, say(field.meaning)) for field in known]
    values = [(field.name, ", ".join(field.allowed)) for field in known if field.allowed]
    output.write(output.columns([[say(title) for title in HEAD], *rows]))
    output.tell("", text("Values:"))
    output.write(output.columns(values))
    output.tell(
        "",
        text("Words are joined by AND; OR, NOT (or a leading -) and brackets work, commas mean “one of these”."),
        text("sort:FIELD orders, sort:-FIELD from the end. In Chinese: 状态:逾期 单位:heilongjiang 期限:2024..2025"),
    )
