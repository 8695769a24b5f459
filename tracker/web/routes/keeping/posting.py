"""What the forms about posts ask for: where a new one stands and what duty it has, and who holds it."""

from tracker.domain.rights import Right
from tracker.kit.errors import Forbidden, Invalid
from tracker.kit.text import Text, text
from tracker.services import persons, structure
from tracker.services.persons import PersonView
from tracker.services.posts import NewPost
from tracker.services.structure import Holder, PostLine
from tracker.web import forms
from tracker.web.forms import Sent
from tracker.web.pages import Page
from tracker.web.routes.keeping import sheets
from tracker.web.routes.keeping.sheets import Ask, Choice, Sheet, named

HERE = "/admin/posts"

LAST = Ask("on", text("Last day"), "date", hint=text("Today unless you say otherwise; not a day to come."))
WHY_LATE = Ask("reason", text("Reason"), "area", hint=text("Needed where the day has passed: why it is told only now."))
DUTIES = (
    Choice("", text("None: it acts for its body")),
    Choice("auditor", text("Auditor: reads all or a part, changes nothing")),
    Choice("administrator", text("Administrator: accounts, tokens and letters; no right over commitments")),
)


def refused(page: Page) -> Forbidden | None:
    """Why whoever reads may enter no post at all; None where he may enter one of some kind."""
    return sheets.refusal(page, Right.APPOINT) and sheets.refusal(page, Right.KEEP_BODIES)


def adding(page: Page, body: str) -> Sheet:
    """The form for a new post; raises Forbidden."""
    sheets.require(refused(page))
    bodies = tuple(Choice(line.slug, named(line.name)) for line in structure.tree(page.ctx) if line.ended_on is None)
    duties: tuple[Choice, ...] = DUTIES if page.may(Right.APPOINT) else DUTIES[:1]
    if not page.may(Right.KEEP_BODIES):
        duties = DUTIES[1:]
    fields = [
        sheets.CALLED_ZH,
        sheets.CALLED_EN,
        sheets.SLUG,
        Ask("body", text("Body"), "choose", value=body, choices=bodies, empty=text("Choose"), required=True),
    ]
    lead = []
    if len(duties) > 1:
        value = duties[0].value
        fields.append(Ask("duty", text("Duty"), "radio", value=value, choices=duties))
        hint = text("Only for an auditor; without it he sees everything.")
        fields.append(
            Ask("scope", text("What an auditor sees"), "choose", choices=bodies, empty=text("everything"), hint=hint)
        )
    else:
        lead.append(text("A post of an auditor or an administrator is entered by an administrator."))
    return Sheet(f"{HERE}/do/add", HERE, text("Add a post"), text("Enter the post"), tuple(fields), tuple(lead))


def new(given: Sent) -> NewPost:
    """The post that the form says; raises Invalid."""
    if given.get("scope") and given.get("duty") != "auditor":
        raise Invalid(
            text("Only an auditor has a part of the register to see."), hint=text("Leave it at everything."),
            where="scope",
        )  # fmt: skip
    return forms.made(NewPost, given)


def others(page: Page, post: PostLine) -> tuple[Holder, ...]:
    """Who holds a post or will, but for whoever reads, who does not put himself out."""
    own = page.ctx.who.person if page.ctx.who else None
    return tuple(each for each in (*post.now, *post.coming) if each.person != own)


def holding(page: Page, post: PostLine, move: str, person: str) -> tuple[tuple[Text, ...], tuple[Ask, ...]]:
    """What is said and asked where somebody comes to hold a post, leaves it, or hands it over."""
    own = page.ctx.who.person if page.ctx.who else None
    everybody = tuple(_person(each) for each in persons.listing(page.ctx) if each.id != own)
    holders = tuple(Choice(each.person, _called(each)) for each in others(page, post))
    lead: tuple[Text, ...]
    if move == "hold":
        lead = (text("Who holds it already stays. Nobody puts himself in a post."),)
        return lead, (
            Ask("person", text("Person"), "choose", person, choices=everybody, empty=text("Choose"), required=True),
            Ask("since", text("First day"), "date", hint=text("Today unless you say otherwise.")),
            Ask(
                "until",
                text("Last day in the post"),
                "date",
                hint=text("Without one it is held until handed over or ended."),
            ),
            WHY_LATE,
        )
    first = holders[0].value if len(holders) == 1 else ""
    if move == "leave":
        lead = (text("What the post answers for stays with the post."),)
        return lead, (
            Ask("person", text("Who leaves"), "choose", first, choices=holders, empty=text("Choose"), required=True),
            Ask(
                "on",
                text("Last day in the post"),
                "date",
                hint=text("Today unless you say otherwise; it may lie ahead."),
            ),
            WHY_LATE,
        )
    lead = (
        text("One holds it up to the day before, the other from that day on; what the post answers for goes with it."),
        text("From that day on the letter of the week goes to the new holder."),
    )
    return lead, (
        Ask("old", text("Who has held it"), "choose", first, choices=holders, empty=text("Choose"), required=True),
        Ask("new", text("Who holds it then"), "choose", choices=everybody, empty=text("Choose"), required=True),
        Ask("on", text("First day of the new holder"), "date", hint=text("Today unless you say otherwise.")),
        WHY_LATE,
    )


def _person(each: PersonView) -> Choice:
    return Choice(each.id, text("{name} ({slug})", name=named(each.name), slug=each.slug or each.id))


def _called(each: Holder) -> Text:
    name = named(each.name) if each.name else text("a person whose name was erased")
    return text("{name}, since {day}", name=name, day=each.since)
