"""One case on every track at once, told over Telegram and played over JSON: each part of a page has something."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field

from tests.journeys.media import photo_with_gps, voice_note
from tests.journeys.outdoor_gear import kept_by_the_officer
from tests.journeys.pages import Browser
from tests.journeys.people import AtDesk, Worker
from tests.journeys.server import Server

STORY = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំបង្កើតសហជីព។ គេឲ្យផ្ដិតមេដៃលើក្រដាស «គ្មានការងារ»។"
FACTS = (
    "នាងខ្ញុំធ្វើការនៅរោងចក្រនេះតាំងពីឆ្នាំ 2019 ហើយត្រូវបានបញ្ឈប់ពីការងារ "
    "ក្រោយពេលបង្កើតសហជីពនៅក្នុងរោងចក្រ។ រោងចក្របានឲ្យផ្ដិតមេដៃលើលិខិតបញ្ឈប់ដែលសរសេរថា គ្មានការងារ។"
)
TOLD = "Five workers were dismissed a week after they founded a union. The factory says that there is no work."
ASKED = "Please ask the factory to take all five back, with the wages of the weeks since."
PLACE = "មន្ទីរការងារ និងបណ្ដុះបណ្ដាលវិជ្ជាជីវៈ ខេត្តកំពង់ស្ពឺ បន្ទប់លេខ 14"
NAME = ("ហេង ស្រីពៅ ចន្ទរស្មី", "012 345 678")
IDENTITY = {
    "id_number": "010 123 456 (01)",
    "born": "13 មករា 1994",
    "address": "ភូមិដំណាក់ធំ សង្កាត់រកាធំ ក្រុងច្បារមន ខេត្តកំពង់ស្ពឺ",
    "position": "អ្នកដេរផ្នែកបញ្ចប់ ក្រុមទី 14",
}
NUMBERS = re.compile(r"(0\d\d \d{3} \d{3})")
PARTS = ("what_happened", "employment", "identity", "contact", "union_membership")
LATER = "2024-11-20T09:00:00+07:00"  # a month on: what nobody has looked at is overdue


@dataclass
class Told:
    """What the camera needs to find everything."""

    number: str = ""
    receipts: list[str] = field(default_factory=list)
    bfc: str = ""
    ministry: str = ""
    direct: str = ""
    catu: str = ""
    buyer: str = ""
    letters: dict[str, str] = field(default_factory=dict)  # ids by name
    hearing: str = ""
    meeting: str = ""
    asked: str = ""  # a consent that waits
    walk_in: str = ""
    committee: str = ""  # the factory for whose committee packs are made
    pack: str = ""


def play(server: Server, worker: Worker) -> Told:
    """From the code to outcomes on each track."""
    server.command("party", "add", "nordic", "--kind", "buyer", "--off-platform",
                   "--name-en", "Nordic Outdoor Wear AB", "--name-km", "ក្រុមហ៊ុន Nordic Outdoor Wear AB")  # fmt: skip
    told = Told()
    she_files(server, worker, told)
    dara, sophea, maly = AtDesk(server, "Dara"), AtDesk(server, "Sophea"), AtDesk(server, "Maly")
    taken_on(dara, told)
    asked(dara, told)
    sent(server, dara, told)
    at_bfc(maly, told)
    at_the_ministry(dara, told)
    with_management(dara, told)
    fans_promised(dara, told)
    written(dara, sophea, told)
    waits_for_her(server, dara, worker, told)
    walked_in(dara, told)
    return told


def she_files(server: Server, worker: Worker, told: Told) -> None:
    worker.begins(server.site_code())
    worker.play(("danger:no", "issue:"), ("issue:dismissal", "story:"))
    worker.send("voice", voice_note(), "story:done")
    worker.send("photo", photo_with_gps(), "story:done", caption="លិខិតបញ្ឈប់")
    worker.say(STORY, "story:done")
    worker.tap("story:done", "who:")
    worker.chooses("C.CAWDU")
    told.number = worker.files()
    told.receipts.append(" ".join(NUMBERS.findall("\n".join(worker.texts()))[:2]))
    worker.play(("receipt:have", "q_dismissal_day:"), ("q_dismissal_day:this_month", "q_dismissal_how:"))
    worker.play(("q_dismissal_how:paper", "q_dismissal_signed:"), ("q_dismissal_signed:no_work_letter", "q_"))
    worker.tap("q_dismissal_reason:union", "q_contract:")
    worker.say("១", "q_working_since:")
    worker.say("មីនា ២០១៩", "q_contract_break:")
    while (step := worker.button("").partition(":")[0]) != "women":
        worker.tap(f"{step}:skip")
    worker.say("៣ នាក់", "men:")
    worker.tap("men:2", "name:")
    worker.say(NAME[0], "phone_number:")
    worker.say(NAME[1], "home:")


def taken_on(dara: AtDesk, told: Told) -> None:
    """Taken on, her papers seen, and a colleague joins at the office."""
    dara.does(told.number, "write", text="តើបងនៅមានច្បាប់ចម្លងលិខិតនោះទេ?")
    dara.does(told.number, "activate")
    dara.does(told.number, "verify-complainant", complainant=1, by="badge")
    dara.does(told.number, "identity", complainant=1, **IDENTITY)
    colleague = {"came_by": "office", "gender": "woman", "name": "កែវ សុភ័ក្ត្រា", "phone": "098 765 432"}
    joined = dara.tries(told.number, "workers", words="គេបញ្ឈប់ខ្ញុំនៅថ្ងៃតែមួយ។", **colleague)
    told.receipts.append(" ".join(joined.json()["receipt"]))
    dara.does(told.number, "verify-complainant", complainant=2, by="payslip")
    dara.does(told.number, "keep-support", kind="food", given_on="2024-10-20", amount="25.00", currency="USD",
              note="អង្ករ 25 គីឡូក្រាម")  # fmt: skip
    dara.does(told.number, "keep-support", kind="protection_asked", given_on="2024-10-20")


def asked(dara: AtDesk, told: Told) -> None:
    """BFC, the ministry, a buyer, another union and management: each is a question to both of them."""
    photo = next(item["file_id"] for item in dara.case(told.number)["story"] if item["kind"] == "photo")
    few = [*PARTS[:2], f"evidence:{photo}"]
    told.bfc = dara.does(told.number, "propose-referral", party_id=dara.party("bfc"), parts=few)
    told.ministry = dara.does(told.number, "propose-referral", party_id=dara.party("molvt"), parts=[*PARTS])
    story = {"parts": ["what_happened"]}
    told.buyer = dara.does(told.number, "propose-referral", party_id=dara.party("nordic"), cover="ផ្ដិតមេដៃ", **story)
    told.catu = dara.does(told.number, "propose-referral", party_id=dara.party("catu"), **story)
    told.direct = dara.does(told.number, "negotiate", forum="management", parts=["what_happened", "identity"])


def sent(server: Server, dara: AtDesk, told: Told) -> None:
    """Both say yes to all behind their receipts, and everything goes."""
    page = Browser(server.base_url)
    for receipt in told.receipts:
        page.open("/receipt", lang="km")
        page.send(page.form("receipt"), receipt=receipt)
        while page.has("act", "consent_check"):
            page.press("act", "consent_check").press("act", "consent_yes")
    for reference in (told.bfc, told.ministry, told.buyer, told.catu):
        dara.does(told.number, "send-referral", reference=reference)


def at_bfc(maly: AtDesk, told: Told) -> None:
    for verb in ("receive-referral", "accept-referral", "start-referral"):
        maly.does(told.bfc, verb)
    maly.does(told.bfc, "log-meeting", held_on="2024-10-20", place="ការិយាល័យ BFC", present="BFC, C.CAWDU, រោងចក្រ",
              offers="រោងចក្រស្នើទទួលយកមកវិញ 3 នាក់", notes="ជួបម្ដងទៀតក្រោយពិនិត្យបញ្ជីប្រាក់ឈ្នួល",
              next_on="2024-11-04")  # fmt: skip
    told.meeting = maly.does(told.bfc, "plan-meeting", on="2024-11-04", time="14:00", place="ការិយាល័យ BFC", hers=True,
                             agenda="ប្រាក់ឈ្នួលដែលនៅជំពាក់", papers="លិខិតបញ្ឈប់")  # fmt: skip
    maly.does(told.bfc, "invite", meeting_id=told.meeting, role="employer", who="ប្រធានផ្នែកធនធានមនុស្ស")
    for side, amount in (("workers", "900"), ("employer", "650.50")):
        maly.does(told.bfc, "keep-offer", meeting_id=told.meeting, side=side, kind="back_pay", amount=amount,
                  currency="USD")  # fmt: skip
    maly.does(told.bfc, "keep-finding", critical_issue=8, result="not_observable", month="2024-09")
    maly.does(told.bfc, "keep-finding", critical_issue=8, result="confirmed", month="2024-10", published=True,
              note="កម្មករ 5 នាក់ត្រូវបានបញ្ឈប់ក្រោយបង្កើតសហជីព")  # fmt: skip
    maly.does(told.bfc, "propose-remedy", kind="reinstatement", women=3, men=2, due_on="2024-11-04",
              details="ត្រឡប់ទៅធ្វើការវិញក្នុងមុខងារដដែល")  # fmt: skip
    maly.does(told.bfc, "propose-onward", party_id=maly.party("arbitration-council"), reason="mandate",
              note="ករណីអាចទៅដល់ក្រុមប្រឹក្សាអាជ្ញាកណ្ដាល បើមិនដោះស្រាយបាន")  # fmt: skip


def at_the_ministry(dara: AtDesk, told: Told) -> None:
    """Filed, called, a hearing fixed and another one cancelled."""
    number, reference = told.number, told.ministry
    kept_by_the_officer(dara, number, reference)
    claims = ["reinstatement", "unpaid_wages", "seniority"]
    complaint = {"facts": FACTS, "claims": claims, "annexes": "លិខិតបញ្ឈប់\nបង្កាន់ដៃប្រាក់ឈ្នួល 12 សន្លឹក"}
    told.letters["complaint"] = dara.does(
        number, "write-complaint", reference=reference, amounts={"unpaid_wages": "204.00"}, currency="USD",
        addressee="ministry", first=1, assisted_by="សហព័ន្ធ C.CAWDU", **complaint,
    )  # fmt: skip
    told.letters["representation"] = dara.does(
        number, "write-representation", reference=reference, name="សុខ ដារ៉ា", position="មន្ត្រីច្បាប់ សហព័ន្ធ C.CAWDU",
        id_number="020 456 789", phone="011 222 333", first=1,
    )  # fmt: skip
    told.hearing = dara.does(
        number, "keep-hearing", on="2024-11-22", time="08:30", place=PLACE, reference=reference,
        papers="អត្តសញ្ញាណប័ណ្ណ លិខិតបញ្ឈប់ និងបង្កាន់ដៃប្រាក់ឈ្នួល", call="ដារ៉ា 011 222 333",
    )  # fmt: skip
    moved = dara.does(number, "keep-hearing", on="2024-11-05", time="14:00", place=PLACE)
    dara.does(number, "cancel-hearing", hearing_id=moved)


def with_management(dara: AtDesk, told: Told) -> None:
    """Told, met, and paid in part."""
    number, reference = told.number, told.direct
    dara.does(number, "notify-employer", reference=reference, told_on="2024-10-20", by="letter",
              parts=["what_happened"], words="សហព័ន្ធស្នើជួបដើម្បីពិភាក្សាអំពីការបញ្ឈប់កម្មករ 5 នាក់។")  # fmt: skip
    dara.does(number, "log-meeting", reference=reference, held_on="2024-10-20", place="រោងចក្រ", present="នាយកធនធានមនុស្ស",
              offers="រោងចក្រស្នើ 4,000 ដុល្លារ")  # fmt: skip
    paid = {"women": 3, "men": 2, "amount": "6000.00", "currency": "USD"}
    remedy = dara.does(number, "propose-remedy", reference=reference, kind="compensation", **paid)
    dara.does(number, "agree-remedy", remedy_id=remedy, agreed_on="2024-10-20")
    dara.does(number, "deliver-remedy", remedy_id=remedy, delivered_on="2024-10-20")


def fans_promised(dara: AtDesk, told: Told) -> None:
    """An improvement with its photos, money that came in parts with a proof; then a pack for the committee."""
    number, reference, photo = told.number, told.direct, base64.b64encode(photo_with_gps()).decode()
    fans = dara.does(number, "propose-remedy", reference=reference, kind="workplace_improvement", improvement="fans",
                     building="អគារ B", floor="ជាន់ទី 1", due_on="2024-11-10")  # fmt: skip
    paid = dara.does(number, "propose-remedy", reference=reference, kind="back_pay", amount="480.00", currency="USD",
                     women=3, men=2, months=2, due_on="2024-11-15")  # fmt: skip
    for remedy in (fans, paid):
        dara.does(number, "agree-remedy", remedy_id=remedy, agreed_on="2024-10-20")
    spot = {"taken_on": "2024-10-20", "spot": "កង្ហារក្បែរជណ្ដើរ", "taken_by": "picc"}
    for stage in ("before", "after"):
        dara.does(number, "add-photo", remedy_id=fans, stage=stage, photo=photo, **spot)
    dara.does(number, "deliver-remedy", remedy_id=paid, delivered_on="2024-10-20", whole=False, amount="210.00")
    (wrong,) = (row["id"] for one in dara.case(number)["remedies"] if one["id"] == paid for row in one["deliveries"])
    dara.does(number, "correct-delivery", remedy_id=paid, delivery_id=wrong, delivered_on="2024-10-20", amount="120.00")
    dara.does(number, "deliver-remedy", remedy_id=paid, delivered_on="2024-10-20", whole=False, amount="80.00",
              photo=photo)  # fmt: skip
    (factory,) = dara.get("/picc/factories")["factories"]
    told.committee = factory["factory"]["id"]
    draft = dara.get(f"/picc/factories/{told.committee}")["draft"]
    words = {"what": "ដាក់កង្ហារថ្មី 4", "where": "អគារ B", "what_en": "Four new fans", "where_en": "Building B"}
    promises = [{"promise": line["key"], **words} for line in draft["promises"]]
    headers = {"Idempotency-Key": "picc-pack-key"}
    pack = {"mark": draft["mark"], "themes": [line["theme"] for line in draft["themes"]], "promises": promises}
    answer = dara.client.post(f"/picc/factories/{told.committee}/freeze-pack", json=pack, headers=headers)
    assert answer.status_code == 200, answer.text
    told.pack = answer.json()["id"]


def written(dara: AtDesk, sophea: AtDesk, told: Told) -> None:
    """A letter to BFC with its answer, one to the buyer that was approved, one that still waits."""
    number, buyer = told.number, told.buyer
    kept = {"told": TOLD, "asked": ASKED, "quoted": True, "reply_by": "2024-11-15"}
    told.letters["letter-bfc"] = dara.does(number, "write-letter", reference=told.bfc, **kept | {
        "language": "km", "told": FACTS, "asked": "សូមពិនិត្យនៅពេលចុះទៅរោងចក្រលើកក្រោយ ហើយប្រាប់លទ្ធផលមកសហព័ន្ធ។"})  # fmt: skip
    told.letters["letter-buyer"] = dara.does(number, "write-letter", reference=buyer, **kept)
    told.letters["letter-draft"] = dara.does(number, "write-letter", reference=buyer, **kept)
    sophea.does(number, "approve-letter", letter_id=told.letters["letter-buyer"])
    for letter in ("letter-bfc", "letter-buyer"):
        dara.does(number, "letter-sent", letter_id=told.letters[letter], on="2024-10-20")
    answer = "We have asked the factory for its list of dismissals and will write again next week."
    dara.does(number, "keep-answer", letter_id=told.letters["letter-buyer"], on="2024-10-20", words=answer)


def waits_for_her(server: Server, dara: AtDesk, worker: Worker, told: Told) -> None:
    """What waits: a call of the ministry, a word in advance, a question for more, a yes on paper."""
    worker.say("/start", "home:ministry")
    worker.play(("home:ministry", "ministry_when:"), ("ministry_when:tomorrow", "ministry_where:"))
    worker.say(PLACE, "ministry_paper:")
    worker.tap("ministry_paper:done", "home:")
    page = Browser(server.base_url)
    page.open("/receipt", lang="km")
    page.send(page.form("receipt"), receipt=told.receipts[0])
    page.send(page.form("choice"), ("act", "standing_check"), choice="with_name")
    page.press("act", "standing_give")
    dara.does(told.number, "ask-parts", reference=told.bfc, parts=["contact"])
    track = next(one for one in dara.case(told.number)["tracks"] if one["reference"] == told.bfc)
    *_, waiting = (one for one in track["consents"] if one["status"] == "asked")
    told.asked = waiting["id"]
    photo = base64.b64encode(photo_with_gps()).decode()
    dara.does(told.number, "consent-paper", consent_id=waiting["id"], parts=["contact"], photo=photo)


def walked_in(dara: AtDesk, told: Told) -> None:
    """A case from a paper in the mailbox, with nothing done yet."""
    body = {"came_by": "mailbox", "issue": "heat", "words": "ក្ដៅណាស់ មានគេសន្លប់បីនាក់។", "women": 3, "factory_words": "ធីខេ"}
    answer = dara.client.post("/cases", json=body, headers={"Idempotency-Key": "walk-in-key"})
    assert answer.status_code == 200, answer.text
    told.walk_in = answer.json()["number"]
