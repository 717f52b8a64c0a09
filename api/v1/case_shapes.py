"""What JSON shows of one case: to its lead everything, to a recipient its own referral."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from api.v1.heat_shapes import ReadingShape
from api.v1.remedy_shapes import LeadRemedy, Remedy
from api.v1.shapes import (
    Clock,
    EventShape,
    FactoryShape,
    PartyShape,
    Shape,
)
from api.v1.track_shapes import LeadTrack, TrackBase
from cases.rules.facts import Step
from cases.rules.vocabulary import (
    Arrival,
    CaseStatus,
    ClosingReason,
    Cluster,
    ConsentStatus,
    Currency,
    Gender,
    GivenBy,
    HandoverStatus,
    Issue,
    Language,
    LetterKind,
    Province,
    Source,
    StandingChoice,
    StoryKind,
    SupportKind,
    Trouble,
    Urgency,
    VerifiedBy,
)
from cases.store.handovers import Kin


class StoryItem(Shape):
    """One piece of her story."""

    kind: StoryKind = Field(description="What kind of piece it is")
    at: dt.datetime = Field(description="When she sent it")
    text: str = Field(description="Her words, or the caption of a file")
    question: str = Field(description="Word of the question that `values` answer; empty: free story")
    values: list[str] = Field(description="Her answers")
    answers: str = Field(description="Question that the file answers, or word of what else was asked; empty: none")
    file_id: str = Field(description="Id of the file, for `GET /cases/{number}/files/{file_id}`; empty: no file")
    media_type: str = Field(description="Media type of the file")
    seconds: int = Field(description="How long it plays")
    worker: int = Field(description="Number of the worker who told it; 0: the case has one alone, or nobody did")
    safe_word: bool = Field(description="True: the word agreed with her stands in it; somebody else is writing")


class Message(Shape):
    """One line between her and the lead."""

    at: dt.datetime = Field(description="When")
    by_worker: bool = Field(description="True: she wrote it")
    by: str = Field(description="Alias of the officer; empty for her and for notices")
    notice: str = Field(description="Word of a notice that Samleng sent; `message` is an officer's own words")
    text: str = Field(description="The words, if there are any")
    worker: int = Field(description="Number of the worker whose thread it is; 0: the case has one alone")
    arrival: Arrival | None = Field(
        description="How far it has come to her chat; null: her own words, or it is not known any more"
    )
    safe_word: bool = Field(description="True: the word agreed with her stands in it; somebody else is writing")


class Identity(Shape):
    """What she gave of herself."""

    name: str = Field(description="Her name")
    phone: str = Field(description="Her phone number")


class Details(Shape):
    """What was written down of her for the ministry; empty where it is not known."""

    id_number: str = Field(default="", description="Number of her identity card")
    born: str = Field(default="", description="Birth date or age")
    address: str = Field(default="", description="Her address")
    position: str = Field(default="", description="Her work")


class HandoverWord(Shape):
    """One complainant's word on a hand-over."""

    id: str = Field(description="Id, for `hand-over-paper` and `second-paper`")
    status: ConsentStatus = Field(description="How it stands")
    given_by: GivenBy | None = Field(description="How she gave it; null: not yet")
    answered_at: dt.datetime | None = Field(description="When she gave it, or when her paper was confirmed")
    expires_at: dt.datetime = Field(description="When the question, or her yes, runs out")
    paper: str | None = Field(description="Id of the photo of her paper, for `GET /cases/{number}/files/{file_id}`")
    entered_by: str = Field(description="Alias of who entered the paper; empty: nobody")
    seconded_by: str = Field(description="Alias of who confirmed the paper; empty: nobody yet")


class HandoverShape(Shape):
    """The case on its way to another lead, or how that ended."""

    id: str = Field(description="Id, for the acts on it")
    status: HandoverStatus = Field(description="How it stands; `asked` is the open one")
    old: PartyShape = Field(description="Who led the case")
    new: PartyShape = Field(description="Who was to lead it")
    by: str = Field(description="Alias of who asked")
    asked_at: dt.datetime = Field(description="When the workers were asked")
    ended_at: dt.datetime | None = Field(description="When it was carried out or ended otherwise")
    consents: list[HandoverWord] = Field(description="Every complainant's word")


class TargetShape(Shape):
    """A party that the case may be handed to now."""

    party: PartyShape = Field(description="Who; `checked_by` says by how many others its key was checked")
    kin: Kin = Field(description="How it stands to yours: above, a unit of yours, or another")


class RepresentativeShape(Shape):
    """Somebody whom workers elected to speak for them."""

    id: str = Field(description="Id, for `represent` and `end-representative`")
    name: str = Field(description="Her name")
    how: str = Field(description="How she was elected")
    elected_on: dt.date = Field(description="When she was elected")
    workers: int = Field(description="How many workers elected her")
    by: str = Field(description="Alias of who entered it")
    ended_at: dt.datetime | None = Field(description="Since when she speaks for nobody any more")


class SupportShape(Shape):
    """Help that reached her."""

    id: str = Field(description="For `cancel-support`")
    kind: SupportKind = Field(description="With what")
    given_on: dt.date = Field(description="On which day")
    currency: Currency | None = Field(description="The currency; null where no sum was kept")
    amount: str | None = Field(description="A decimal string")
    note: str = Field(description="A note of your own party")
    by: str = Field(description="Who kept it")


class StandingShape(Shape):
    """What one worker said in advance of one recipient."""

    worker: int = Field(description="Her place among the complainants, from 1")
    party: PartyShape = Field(description="Of whom")
    choice: StandingChoice = Field(description="What it may be shown without a question of its own")
    given_at: dt.datetime = Field(description="When she said it")
    expires_at: dt.datetime = Field(description="When it runs out")
    wording: str = Field(description="In which wording she was asked")
    wording_digest: str = Field(description="A keyed digest of exactly what she saw")
    language: Language = Field(description="In which language")


class Worker(Shape):
    """One worker of the case. Her number stays hers, whoever leaves."""

    number: int = Field(description="Counted from 1, in the order in which they joined")
    gender: Gender = Field(description="As she said")
    joined_at: dt.datetime | None = Field(description="Null: the case was filed with her")
    left_at: dt.datetime | None = Field(description="She withdrew; the case goes on for the others")
    erased_at: dt.datetime | None = Field(description="Since when nothing of what she told is left")
    verified: VerifiedBy | None = Field(description="By what it is known that she works there")
    name: str = Field(description="Empty where she gave none")
    phone: str = Field(description="Empty where she gave none")
    safe_word: str = Field(description="Agreed with her: where she writes it, somebody else is writing; empty: none")


class CallShape(Shape):
    """What she told of the ministry: it called, or sent a paper."""

    due_on: dt.date | None = Field(description="When she is to come; null: she does not know")
    place: str = Field(description="Where, in her words; empty: she does not know")
    told_at: dt.datetime = Field(description="When she told it")
    acknowledged_at: dt.datetime | None = Field(description="When an officer had seen it; null: `acknowledge` waits")
    acknowledged_by: str = Field(description="Alias of that officer; empty: nobody yet")


class HearingShape(Shape):
    """When she is heard."""

    id: str = Field(description="For `change-hearing` and `cancel-hearing`")
    on: dt.date = Field(description="The day in Cambodia")
    time: str = Field(description="The time of day in Cambodia")
    place: str = Field(description="Where")
    papers: str = Field(description="Which papers she brings")
    call: str = Field(description="Whom she calls")
    reference: str = Field(description="The referral it belongs to; empty for none")
    by: str = Field(description="Alias of who kept it")
    cancelled_at: dt.datetime | None = Field(description="When it was cancelled")


class JoinShape(Shape):
    """A worker who was asked to join another case."""

    id: str = Field(description="For `bring-along`")
    worker: int = Field(description="Her number in her own case")
    status: ConsentStatus = Field(description="Where her word stands")
    asked_at: dt.datetime = Field(description="When she was asked")
    expires_at: dt.datetime = Field(description="Until when she can answer")
    answered_at: dt.datetime | None = Field(description="When she answered")
    given_by: GivenBy | None = Field(description="How she answered")
    brought_at: dt.datetime | None = Field(description="When what she told was brought along")


class OtherShape(Shape):
    """Another case of your own."""

    case: str = Field(description="Its number")
    status: CaseStatus = Field(description="Where it stands")
    filed_at: dt.datetime = Field(description="When it was filed")
    words: str = Field(description="Its first words")


class StepShape(Shape):
    """A step of the dispute, kept with its day."""

    id: str = Field(description="For `cancel-step`")
    step: Step = Field(description="What happened")
    on: dt.date = Field(description="When")
    by: str = Field(description="Alias of who kept it")
    reference: str = Field(description="Its track; empty where it is the whole case's")


class TroubleShape(Shape):
    """Whether anybody made trouble for a worker since the employer was told: one question, or a word unasked."""

    worker: int = Field(description="Number of the worker")
    asked_for: dt.date | None = Field(description="For which day of the watch she was asked; null: she said it unasked")
    said: Trouble | None = Field(description="What she said; null: no answer")
    said_at: dt.datetime | None = Field(description="When")
    entered_by: str = Field(description="Alias of whom she told it; empty: she answered herself")
    handled_at: dt.datetime | None = Field(description="When something was done about it")
    handled_by: str = Field(description="Alias of who did")
    done: str = Field(description="What was done")


class NearbyShape(Shape):
    """Another case of your own at the same factory, filed within 60 days after the employer was told."""

    case: str = Field(description="Its number")
    issue: Issue = Field(description="What it is about")
    status: CaseStatus = Field(description="Where it stands")
    filed_at: dt.datetime = Field(description="When it was filed")


class WatchShape(Shape):
    """The watch for retaliation."""

    words: list[TroubleShape] = Field(description="Questions and answers, what waits first, else the newest first")
    days: list[dt.date] = Field(description="When every worker will be asked")
    nearby: list[NearbyShape] = Field(description="Cases of yours that may be retaliation too, oldest first")


class LinkedShape(OtherShape):
    """A linked case, with who was asked to join which."""

    asked_here: list[JoinShape] = Field(description="Its workers who were asked to join this case")
    asked_there: list[JoinShape] = Field(description="Workers of this case who were asked to join it")


class LeadCase(Shape):
    """A case as its lead sees it: everything."""

    relation: Literal["lead"] = Field(description="Your party leads this case")
    number: str = Field(description="The case number, nine digits")
    version: int = Field(description="Send it back as `seen`")
    status: CaseStatus = Field(description="How the case stands")
    issue: Issue = Field(description="What it is about")
    urgency: Urgency = Field(description="How urgent it is")
    clusters: list[Cluster] = Field(description="Where it stands among BFC's eight clusters")
    critical_issues: list[int] = Field(description="BFC's critical issues that it may touch, by issue and answers")
    quiet: bool = Field(description="True: violence or children; nothing goes out that she did not ask for just then")
    for_woman: bool = Field(description="True: she asked for a woman to read it")
    source: Source = Field(description="Who entered it: she, an officer for her, or a list of cases of before")
    language: Language = Field(description="The worker's language")
    factory: FactoryShape | None = Field(description="The factory, where it is known")
    province: Province | None = Field(description="The province, where it is known")
    owner: str = Field(description="Alias of whose work it is; empty: nobody's yet")
    women: int = Field(description="Women it concerns, as she said")
    men: int = Field(description="Men it concerns, as she said")
    filed_at: dt.datetime = Field(description="When it was filed")
    closed_at: dt.datetime | None = Field(description="When it was closed")
    closing_reason: ClosingReason | None = Field(description="Why it was closed")
    lead: PartyShape = Field(description="Your own party")
    workers: list[Worker] = Field(description="Who is and was in the case")
    identities: list[Identity] = Field(description="Who filed it, where she gave a name or phone")
    standing: list[StandingShape] = Field(description="What workers said in advance, and did not take back")
    details: list[Details] = Field(
        description="By worker, as in `workers`: what was written down of her for the ministry"
    )
    verified: list[VerifiedBy | None] = Field(
        description="Per complainant, by what it is known that she works there; null: messages may tell no contact"
    )
    unreachable_since: dt.datetime | None = Field(description="Since when her linked chat takes nothing")
    story: list[StoryItem] = Field(description="What she told, oldest first")
    thread: list[Message] = Field(description="Messages with her, oldest first")
    tracks: list[LeadTrack] = Field(description="Every referral, oldest first")
    remedies: list[LeadRemedy] = Field(description="Every remedy, of tracks and reached directly")
    representatives: list[RepresentativeShape] = Field(description="Whom workers elected, oldest first")
    support: list[SupportShape] = Field(description="Help that reached her, oldest first")
    ministry_calls: list[CallShape] = Field(description="What she told of the ministry, newest first")
    hearings: list[HearingShape] = Field(description="When she is heard, the latest first")
    readings: list[ReadingShape] = Field(description="How hot it was, newest first")
    watch: WatchShape = Field(description="Whether anybody makes trouble since the employer was told")
    linked: list[LinkedShape] = Field(description="Cases of yours that are linked with it, oldest first")
    similar: list[OtherShape] = Field(
        description="Open cases of yours about the same, at the same factory within 14 days, oldest first"
    )
    handovers: list[HandoverShape] = Field(description="Asked and earlier hand-overs, oldest first")
    hand_over_to: list[TargetShape] = Field(description="To whom the case may go now: above, your units, others")
    steps: list[StepShape] = Field(description="Steps of the dispute, in the order of their days")
    clocks: list[Clock] = Field(description="Time limits, nearest first")
    events: list[EventShape] = Field(description="The timeline, oldest first")


class RecipientCase(TrackBase):
    """A referral as its recipient sees it: its own track and what was shared on it."""

    relation: Literal["recipient"] = Field(description="Your party received this by referral")
    version: int = Field(description="Send it back as `seen`")
    issue: Issue | None = Field(description="What it is about; null once the referral was taken back or refused")
    factory: FactoryShape | None = Field(description="The factory, where it is known; null from then on too")
    lead: PartyShape = Field(description="The party that leads the case")
    remedies: list[Remedy] = Field(description="Remedies of this track; none from then on")
    steps: list[StepShape] = Field(description="Steps of this track, in the order of their days")
    clocks: list[Clock] = Field(description="Time limits of this track, nearest first")
    events: list[EventShape] = Field(description="The timeline of this track, oldest first")


class LetterShape(Shape):
    """A letter that was made."""

    id: str = Field(description="For `GET /cases/{number}/letters/{letter_id}`")
    kind: LetterKind = Field(description="What it is, and to whom it goes")
    language: Language = Field(description="In which language")
    reference: str = Field(description="The referral that it goes with; empty for none")
    by: str = Field(description="Alias of who made it")
    made_at: dt.datetime = Field(description="When")


class LetterList(Shape):
    """The letters of a case."""

    letters: list[LetterShape] = Field(description="Newest first")
