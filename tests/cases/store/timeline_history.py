"""Cases with a rich history, for what looks at timelines: rows in every covered table, checkpoints, files."""

from __future__ import annotations

import base64
import datetime as dt
from decimal import Decimal

from cases.actions import (
    agreeing,
    agreements,
    asking,
    common_case,
    delivering,
    direct,
    elected,
    erasure,
    estimates,
    filing,
    findings,
    following_up,
    handovers,
    hearings,
    heat,
    identities,
    letters,
    linking,
    meetings,
    ministry_calls,
    minutes,
    offers,
    onward,
    party_letters,
    picc,
    planning,
    referrals,
    remedies,
    remedy_photos,
    standing_consents,
    steps,
    support,
    telling,
    triage,
    watching,
    withdrawing,
    witnessed,
)
from cases.actions.filing import Piece
from cases.actions.papers import Paper
from cases.actions.remedies import Amount
from cases.actions.remedy_photos import Shot
from cases.rules.bargaining import Terms
from cases.rules.facts import Step
from cases.rules.heat import Air
from cases.rules.particulars import Particulars
from cases.rules.vocabulary import (
    Currency,
    FindingResult,
    Forum,
    HeatPlace,
    Improvement,
    Language,
    LetterKind,
    NoticeBy,
    OfferSide,
    OnwardAnswer,
    OnwardReason,
    Part,
    PhotoStage,
    Province,
    RemedyKind,
    StandingChoice,
    StoryKind,
    SupportKind,
    Surrender,
    Trouble,
)
from cases.rules.workers import Workers
from cases.store import checkpoints
from cases.store.door import case_for
from cases.store.picc import draft_for
from cases.store.sharing import collect
from cases.store.tables import Factory, new_id
from tests.cases.actions.handing import a_paper
from tests.cases.world import Filed, World


async def rich(world: World) -> list[Filed]:
    """One case with everything, one handed over, one about to be, one erased; a checkpoint, and lines after."""
    everything = await _with_evidence(world)
    await _worked_on(world, everything)
    handed = await _handed_over(world, carried_out=True)
    asked = await _handed_over(world, carried_out=False)
    for one in (asked, await world.active()):
        await world.act("dara", everything.number, linking.link_case, one.number)
        await world.act("dara", everything.number, common_case.ask_to_join, one.number)
    erased = await _with_evidence(world)
    await world.sent(erased)
    for slug in ("bfc", "ministry"):
        await world.her(
            erased,
            standing_consents.give_standing,
            world.party[slug],
            StandingChoice.WITH_NAME,
            language=Language.KHMER,
            wording_digest="0" * 64,
        )
    await world.her(erased, withdrawing.withdraw_case)
    world.clock.let_pass(days=8)
    assert await erasure.erase_due(world.store) == 1
    assert await checkpoints.keep(world.store) == 1
    world.clock.let_pass(hours=1)
    await world.her(everything, telling.write_to_case, "is there news?")
    await world.her(handed, telling.write_to_case, "are you my lead now?")
    return [everything, handed, asked, erased]


async def _with_evidence(world: World) -> Filed:
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, b"a slip of paper")
    async with world.store.writing() as unit:
        await filing.keep_evidence(unit, evidence_id, StoryKind.PHOTO, size, conversation_id="draft")
    photo = Piece(StoryKind.PHOTO, "the slip", evidence_id, base64.b64encode(key).decode(), "image/jpeg")
    filed = await world.active(
        story=(Piece(StoryKind.TEXT, "They let us go."), Piece(StoryKind.TEXT, "All five."), photo),
        correspondent_id=await world.chat(),
        excluded=["other"],
    )
    await world.her(filed, filing.set_identity, "Sok Phally", "012 345 678")
    return filed


async def _worked_on(world: World, filed: Filed) -> None:
    photos = [part for part in await _parts(world, filed) if part.startswith("evidence:")]
    reference = await world.sent(filed, "bfc", [Part.WHAT_HAPPENED, *photos])
    await world.act("maly", reference, referrals.receive_referral)
    await world.act("maly", reference, referrals.accept_referral, "")
    negotiated = await world.act("dara", filed.number, asking.negotiate, Forum.PICC, [Part.WHAT_HAPPENED])
    await world.answer(filed, negotiated.reference)
    told = direct.Notice(world.today, NoticeBy.MEETING, [Part.WHAT_HAPPENED], "All five were let go.")
    await world.act("dara", filed.number, direct.notify_employer, negotiated.reference, told)
    await _decided(world, filed)
    counter = await world.accepted(filed, "ministry", "dara")
    for day in (world.today, world.today - dt.timedelta(days=2)):
        kept = await world.act("dara", filed.number, steps.keep_step, Step.DATE_MISSED, day, counter)
        await world.act("dara", filed.number, steps.keep_step, Step.NOT_CONCILIATED, day, counter)
        await world.act("dara", filed.number, steps.cancel_step, kept.id)
    for place in ("gate", "office"):
        await world.act("maly", reference, meetings.log_meeting, world.today, meetings.Minutes(place, "all"), None, "")
    meeting = await world.act("maly", reference, planning.plan_meeting, _plan(world))
    for money in (riel := Amount(Currency.KHR, Decimal(400_000)), None):
        terms = Terms(
            OfferSide.EMPLOYER,
            RemedyKind.BACK_PAY,
            currency=money.currency if money else None,
            amount=money.value if money else None,
            words="by May",
        )
        await world.act("maly", reference, offers.keep_offer, meeting.id, terms)
    for alias, number in (("maly", reference), ("dara", filed.number)):
        await world.act(alias, number, minutes.keep_note, meeting.id, "for ourselves")
    await world.act("maly", reference, minutes.save_minutes, meeting.id, 1, "They will think about it.")
    for result in FindingResult:
        found = findings.Found(14, result, "2024-10", note="a drill in spring")
        await world.act("maly", reference, findings.keep_finding, found)
    await world.act("dara", filed.number, telling.write_to_worker, "We meet them on Monday.")
    await world.her(filed, telling.write_to_case, "thank you")
    for confirmed in (True, False):
        agreed = await world.agreed("dara", filed.number, amount=riel, reference=counter)
        await world.act("dara", filed.number, delivering.deliver_remedy, agreed, world.today)
        await world.her(filed, remedies.answer_remedy, agreed, confirmed=confirmed, facts={})
    await _remedied(world, filed)
    await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=3, men=2))
    for kind in (SupportKind.FOOD, SupportKind.NSSF_ENROLMENT):
        await world.act("dara", filed.number, support.keep_support, kind, world.today, None, "a note")
    for place in ("office", "gate"):
        text = agreements.Text(world.today, place, "the director", [Surrender.NOTHING])
        await world.act("dara", filed.number, agreements.write_agreement, text, counter)
    facts = {"wage": "260", "started": "2021-11-01", "ended": "2024-10-31", "contract": "open"}
    await world.act("dara", filed.number, estimates.keep_facts, 1, facts)
    await world.act("dara", filed.number, estimates.show_estimate, 1)
    details = identities.Details("010 123 456", "1994", "Takhmao", "sewing")
    await world.act("dara", filed.number, identities.keep_identity, 1, details)
    for place in ("", "the department in Takhmao"):
        await world.her(filed, ministry_calls.tell_of_call, world.today, place)
    await world.act("dara", filed.number, ministry_calls.acknowledge)
    hot = heat.Reading(HeatPlace.SEWING, Air(Decimal("36.5"), 60), world.clock.now())
    await world.her(filed, heat.tell_reading, hot)
    wrong = await world.act("dara", filed.number, heat.keep_reading, hot)
    await world.act("dara", filed.number, heat.cancel_reading, wrong.id)
    for days in (1, 9):
        soon = hearings.Appointment(world.today + dt.timedelta(days=days), dt.time(8, 30), "Takhmao")
        await world.act("dara", filed.number, hearings.keep_hearing, soon)
    for slug in ("other", "ministry"):
        proposed = onward.Onward(world.party[slug], OnwardReason.LEVERAGE, "they know the buyer")
        made = await world.act("maly", reference, onward.propose_onward, proposed)
        await world.act("dara", filed.number, onward.answer_onward, made.id, OnwardAnswer.NOT_NOW)
    for said in (Trouble.NONE, Trouble.YES):
        await world.act("dara", filed.number, watching.keep_trouble, 1, said)
    await world.act("dara", filed.number, watching.handle_trouble, "walked home with her")
    for number in ("first", "second"):
        words = party_letters.Words(Language.ENGLISH, "They were let go.", "Please look at issue 8.")
        to_bfc = await world.act("dara", filed.number, party_letters.write_letter, reference, words)
        await world.act("dara", filed.number, party_letters.letter_sent, to_bfc.id, world.today)
        await world.act("dara", filed.number, party_letters.keep_answer, to_bfc.id, world.today, number)
        said = (LetterKind.REPRESENTATION, Language.KHMER, {"words": number})
        await world.act("dara", filed.number, letters.keep_letter, *said)

    await _said_later(world, filed)


async def _said_later(world: World, filed: Filed) -> None:
    """Two remedies, each asked about again, each on paper and by somebody whom workers elected."""
    colleague = await world.colleague(filed)
    speakers = [
        await world.act(
            "dara", filed.number, elected.keep_representative, elected.Elected(name, "by hand", world.today, 3)
        )
        for name in ("Sok Chan", "Keo Mom")
    ]
    for speaking in speakers:
        remedy_id = await world.agreed("dara", filed.number, RemedyKind.REINSTATEMENT, workers=Workers(women=9))
        await world.act("dara", filed.number, delivering.deliver_remedy, remedy_id, world.today)
        paper = await stored_paper(world)
        entered = await world.act("dara", filed.number, witnessed.enter_words, remedy_id, [2], paper, confirmed=True)
        await world.act("sophea", filed.number, witnessed.second_words, entered.id)
        word = (elected.keep_represented_word, remedy_id, speaking.id, 3, world.today)
        await world.act("dara", filed.number, *word, confirmed=True)
    world.clock.let_pass(days=3)
    async with world.store.writing() as unit:
        await following_up.follow_up(unit)
    await world.her(colleague, following_up.answer_about, remedy_id, confirmed=True, facts={"still_at_work": "yes"})


async def stored_paper(world: World) -> Paper:
    """The photo of a signed paper, on disk, as an act finds it."""
    evidence_id = new_id()
    key, size = world.store.files.store(evidence_id, evidence_id.encode())
    return Paper(evidence_id, StoryKind.PHOTO, size, base64.b64encode(key).decode(), "image/jpeg")


def _plan(world: World) -> planning.Plan:
    return planning.Plan(world.today + dt.timedelta(days=3), dt.time(14), "the office")


async def _decided(world: World, filed: Filed) -> None:
    """By the bipartite committee, on a pack."""
    async with world.store.writing() as unit:
        unit.session.add(Factory(id=filed.case_id, name=f"Factory {filed.number}", province=Province.KANDAL))
    await world.act("dara", filed.number, triage.correct, factory_id=filed.case_id)
    async with world.store.writing() as unit:
        viewer = world.viewer("dara")
        draft = await draft_for(unit, viewer, filed.case_id)
        pack = await picc.freeze(unit, viewer, filed.case_id, picc.Choice(draft.mark, [], {}, []))
        for words in ("Six fans", "Clean water"):
            decision = picc.Decision(world.today, words, numbers=[filed.number])
            await picc.decide(unit, viewer, pack.id, decision)


async def _remedied(world: World, filed: Filed) -> None:
    """Fans until a day that was moved; two parts, each with its proof, one of them put right; a photo taken out."""
    fans = Particulars(improvement=Improvement.FANS, floor="2")
    made = await world.act(
        "dara",
        filed.number,
        agreeing.propose_remedy,
        RemedyKind.WORKPLACE_IMPROVEMENT,
        Workers(women=40),
        None,
        world.today + dt.timedelta(days=20),
        "",
        None,
        fans,
    )
    await world.act("dara", filed.number, agreeing.agree_remedy, made.id, world.today)
    await world.act("dara", filed.number, agreeing.move_due_day, made.id, world.today + dt.timedelta(days=30))
    shot = Shot(PhotoStage.AFTER, world.today, "stairs")
    for women in (5, 10):
        came = (made.id, world.today, Workers(women=women), None)
        row = await world.act("dara", filed.number, delivering.deliver_remedy, *came, whole=False, proof=a_paper(world))
        world.clock.let_pass(minutes=1)
        photo = await world.act("dara", filed.number, remedy_photos.add_photo, made.id, shot, a_paper(world))
        world.clock.let_pass(minutes=1)
    right = delivering.Came(Workers(women=9))
    await world.act("dara", filed.number, delivering.correct_delivery, made.id, row.id, world.today, right)
    await world.act("dara", filed.number, remedy_photos.remove_photo, made.id, photo.id)


async def _parts(world: World, filed: Filed) -> list[str]:
    async with world.store.reading() as unit:
        viewer = world.viewer("dara")
        access = await case_for(unit, viewer, filed.number)
        return list((await collect(unit, viewer.keys, access.case)).items)


async def _handed_over(world: World, *, carried_out: bool) -> Filed:
    filed = await world.active()
    asked = await world.act("dara", filed.number, handovers.ask_handover, world.party["other"])
    said = {"yes": True, "language": Language.KHMER, "wording_digest": "0" * 64}
    await world.her(filed, handovers.answer_handover, asked.id, **said)
    if carried_out:
        await world.act("dara", filed.number, handovers.carry_out_handover, asked.id)
    return filed
