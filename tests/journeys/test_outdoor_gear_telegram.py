"""The Outdoor Gear case, told in Khmer over Telegram, through a union, BFC and the ministry, to her own yes."""

from __future__ import annotations

import json

from tests.journeys.conftest import SignIn
from tests.journeys.media import MAKER, photo_with_gps, place_in, voice_note
from tests.journeys.outdoor_gear import (
    AFTERWARDS,
    MEETING,
    MEN,
    SETTLED,
    WOMEN,
    kept_by_the_officer,
    received,
    referred,
    remedies_delivered,
    the_figures,
)
from tests.journeys.people import AtDesk, Worker, buttons, is_khmer
from tests.journeys.server import OUTDOOR_GEAR, Server
from tests.support.phone import Control

HER_ID = 855_012_777
STORY = "យើងប្រាំនាក់បង្កើតសហជីព ហើយថៅកែឲ្យយើងផ្តិតមេដៃលើលិខិតបញ្ឈប់ «គ្មានការងារ»។"
NAME, PHONE = "សុខា ចាន់ធី", "០១២ ៣៤៥ ៦៧៨"
QUESTION = "តើបងនៅមានច្បាប់ចម្លងលិខិតនោះទេ?"
REPLY = "ចាស នៅមាន ខ្ញុំទុកនៅផ្ទះម្តាយ។"
OFFERS = "Reinstatement of all five; USD 6,000 in compensation"


def test_the_outdoor_gear_case_from_the_code_to_her_own_yes(server: Server, telegram: Control, at_desk: SignIn) -> None:
    """Three tracks in parallel, two remedies, and figures exact to the person and the cent."""
    she = Worker(telegram, HER_ID)
    number = she_files(server, she)
    dara, maly = at_desk(server, "Dara"), at_desk(server, "Maly")
    photo = officer_reads(server, dara, number, at_desk)
    they_write(dara, she, number)
    bfc, ministry = she_shares(dara, she, number, photo)
    bfc_sees_its_part_alone(maly, bfc, number)

    server.restart(DEMO_NOW=AFTERWARDS)
    dara, maly = at_desk(server, "Dara"), at_desk(server, "Maly")
    maly.does(bfc, "log-meeting", held_on=MEETING, place="ក្រសួងការងារ", present="BFC, C.CAWDU", offers=OFFERS)
    met = {"held_on": MEETING, "place": "MoLVT", "present": "inspector, company", "next_on": "2024-11-12"}
    dara.does(number, "log-meeting", reference=ministry, **met)
    back, paid = remedies_delivered(maly, bfc, bfc)
    she_confirms(she, back, paid)
    maly.does(bfc, "conclude-referral", conclusion="settled")
    dara.does(number, "conclude-referral", reference=ministry, conclusion="settled")
    dara.does(number, "close", reason="confirmed")
    she.reads("បានបិទ")

    case = dara.case(number)
    assert (case["status"], case["closing_reason"]) == ("closed", "confirmed")
    assert [(m["held_on"], m["offers"]) for track in case["tracks"] for m in track["meetings"]] == [
        (MEETING, OFFERS),
        (MEETING, ""),
    ]
    assert [remedy["status"] for remedy in case["remedies"]] == ["confirmed", "confirmed"]
    assert the_figures(dara.get("/figures")) == SETTLED
    assert the_figures(maly.get("/figures")) == received(SETTLED)
    assert at_desk(server, "Bopha").get("/figures")["cases"] == 0

    assert telegram.violations() == []
    nothing_is_in_the_log(server, she, number)


def she_files(server: Server, she: Worker) -> str:
    """From the scan to the case number, then the questions, the five, and her name."""
    she.begins(server.site_code())
    she.play(("danger:no", "issue:"), ("issue:dismissal", "story:"))
    she.send("voice", voice_note(), "story:done")
    she.send("photo", photo_with_gps(), "story:done", caption="លិខិតបញ្ឈប់")
    she.say(STORY, "story:done")
    she.tap("story:done", "who:")
    she.chooses("C.CAWDU")
    number = she.files()
    she.tap("receipt:have", "q_dismissal_day:")
    she.play(("chat:hours", "chat:hours.any_time"), ("chat:hours.any_time", "chat:hours"))
    she.play(("q_dismissal_day:this_month", "q_dismissal_how:"))
    she.play(("q_dismissal_how:paper", "q_dismissal_signed:"), ("q_dismissal_signed:no_work_letter", "q_"))
    she.tap("q_dismissal_reason:union", "q_contract:")
    she.say("១", "q_working_since:")
    she.say("មីនា ២០១៩", "q_contract_break:")
    while (step := she.button("").partition(":")[0]) != "women":
        she.tap(f"{step}:skip")
    she.say("៣ នាក់", "men:")
    she.tap("men:2", "name:")
    she.say(NAME, "phone_number:")
    she.say(PHONE, "home:")
    assert all(is_khmer(text) for text in she.texts())
    return number


def officer_reads(server: Server, dara: AtDesk, number: str, at_desk: SignIn) -> str:
    """The union's officer finds the case in the queue and everything in it; returns the photo's id."""
    (line,) = dara.cases()
    assert (line["number"], line["status"], line["kinds"]) == (number, "received", ["voice", "photo", "text"])
    case = dara.case(number)
    assert case["factory"]["name"] == OUTDOOR_GEAR
    assert (case["women"], case["men"]) == (WOMEN, MEN)
    assert case["identities"] == [{"name": NAME, "phone": "012345678"}]
    told = [(item["kind"], item["text"]) for item in case["story"] if not item["question"]]
    assert told == [("voice", ""), ("photo", "លិខិតបញ្ឈប់"), ("text", STORY)]
    facts = {item["question"]: item["values"] for item in case["story"] if item["question"]}
    assert facts["working_since"] == ["2019-03"]
    assert facts["dismissal_reason"] == ["union"]
    voice, photo = (item["file_id"] for item in case["story"] if item["file_id"])
    picture = dara.client.get(f"/cases/{number}/files/{photo}")
    assert picture.content.startswith(b"\xff\xd8")
    assert place_in(picture.content) == {}
    assert MAKER.encode() not in picture.content
    assert dara.client.get(f"/cases/{number}/files/{voice}").status_code == 200
    for account in ("Bopha", "Maly"):
        other = at_desk(server, account)
        assert other.cases() == []
        assert other.client.get(f"/cases/{number}").status_code == 404
        assert other.client.get(f"/cases/{number}/files/{photo}").status_code == 404
    return str(photo)


def they_write(dara: AtDesk, she: Worker, number: str) -> None:
    """An officer's question arrives in her chat, her answer in the case; then the case is taken on."""
    dara.does(number, "write", text=QUESTION)
    she.reads(QUESTION)
    she.say(REPLY, "home:")
    thread = dara.until(number, lambda case: any(line["by_worker"] for line in case["thread"]))["thread"]
    assert [line["text"] for line in thread if line["text"]] == [QUESTION, REPLY]
    dara.does(number, "correct", issue="union", urgency="urgent")
    dara.does(number, "activate")
    assert dara.case(number)["issue"] == "union"


def she_shares(dara: AtDesk, she: Worker, number: str, photo: str) -> tuple[str, str]:
    """BFC and the ministry in parallel: she sees what would go, takes her name out for BFC, and says yes twice."""
    with she.answer("consent:"):
        bfc = referred(dara, number, "bfc", ["what_happened", "identity", f"evidence:{photo}"])
    she.tap("consent:", "consent_see:")
    news = she.tap("consent_see:")
    preview = " ".join(str(m["text"]) for m in she.until(lambda seen: "consent:" in str(buttons(seen[-1]))))
    assert STORY in preview and NAME in preview and news
    she.tap("consent:")
    she.tap(she.labelled("✅ ឈ្មោះ"), "consent_yes:")
    she.tap("consent_yes:", "consent_sure:")
    she.tap("consent_sure:")
    with she.answer("consent:"):
        ministry = referred(dara, number, "molvt", ["what_happened", "identity"])
    she.tap("consent:", "consent_see:")
    she.play(("consent_yes:", "consent_sure:"), ("consent_sure:", ""))
    dara.until(number, lambda case: all(track["status"] == "ready" for track in case["tracks"]))
    for reference in (bfc, ministry):
        dara.does(number, "send-referral", reference=reference)
    kept_by_the_officer(dara, number, ministry)
    return bfc, ministry


def bfc_sees_its_part_alone(maly: AtDesk, bfc: str, number: str) -> None:
    """The mediator's list, page and file hold the consented parts and no trace of case number or other party."""
    (line,) = maly.cases()
    assert (line["relation"], line["number"], line["words"]) == ("recipient", bfc, "")
    seen = maly.case(bfc)
    story, *files = sorted(seen["disclosed"], reverse=True)
    assert (story, len(files)) == ("what_happened", 1)
    everything = json.dumps([line, seen], ensure_ascii=False)
    assert STORY in everything
    for secret in (number, NAME, "012345678", "Ministry", "ក្រសួងការងារ", REPLY, QUESTION):
        assert secret not in everything
    (file,) = [item["file"] for item in seen["disclosed"][files[0]]]
    assert maly.client.get(f"/cases/{bfc}/files/{file}").content.startswith(b"\xff\xd8")
    assert maly.client.get(f"/cases/{number}").status_code == 404
    maly.does(bfc, "receive-referral")
    maly.does(bfc, "accept-referral")
    maly.does(bfc, "start-referral")


def she_confirms(she: Worker, back: str, paid: str) -> None:
    """Fact by fact, in Khmer digits; her conversation was rebuilt meanwhile."""
    she.tap(f"remedy:{back}", "fact:")
    she.tap(f"fact:{back}.0.yes")
    she.say("៣", "fact:")
    she.say("២ នាក់", f"fact:{back}.3.yes")
    she.tap(f"fact:{back}.3.yes", "remedy_right:")
    she.tap(f"remedy_right:{back}")
    she.tap(f"remedy:{paid}", "fact:")
    she.tap(f"fact:{paid}.0.yes")
    she.say("៦០០០ ដុល្លារ", "remedy_right:")
    she.tap(f"remedy_right:{paid}", "home:")


def nothing_is_in_the_log(server: Server, she: Worker, number: str) -> None:
    """No word of hers, no name, number, chat id or token in what the server printed."""
    said = [words for words in she.said if len(words) > 6]
    server.kept_quiet(*said, NAME, "012345678", number, str(HER_ID), QUESTION, OFFERS)
