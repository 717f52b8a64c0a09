"""After filing, in Khmer over Telegram: recipients, the ministry's call, a word taken back, a common case."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.journeys.conftest import SignIn
from tests.journeys.media import photo_with_gps
from tests.journeys.people import AtDesk, Worker, is_khmer
from tests.journeys.server import Server
from tests.support.phone import Control

HER_ID = 855_012_888
STORY = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំចូលសហជីព។"
NAME, PHONE = "ស្រីពៅ ហេង", "០១២ ៣៤៥ ៦៧៩"
PLACE = "មន្ទីរការងារ បន្ទប់លេខ៤"
BOTH = ["what_happened", "identity"]
FIRST, SECOND = "គេឲ្យខ្ញុំឈប់ ព្រោះខ្ញុំចូលសហជីព។", "គេឲ្យខ្ញុំឈប់ដែរ។"
NUMBERS = re.compile(r"0\d\d \d{3} \d{3}")


def test_she_gives_what_she_wants_hears_of_the_ministry_and_takes_one_word_back(
    server: Server, telegram: Control, at_desk: SignIn
) -> None:
    """Her name goes to the ministry and not to BFC; what she takes back ends there and nowhere else."""
    she = Worker(telegram, HER_ID)
    number = files_with_her_name(server, she)
    dara, maly = at_desk(server, "Dara"), at_desk(server, "Maly")
    dara.does(number, "activate")
    bfc = asked(dara, number, "bfc")
    agrees(dara, she, number, bfc, leaves_out=1)
    ministry = asked(dara, number, "molvt")
    agrees(dara, she, number, ministry)
    sent = maly.case(bfc)
    assert sent["parts"] == ["what_happened"] and NAME not in json.dumps(sent, ensure_ascii=False)
    assert STORY in json.dumps(sent, ensure_ascii=False)

    tells_of_the_call(she)
    assert dara.cases()[0]["number"] == number and dara.cases()[0]["called"]
    (call,) = dara.case(number)["ministry_calls"]
    assert (call["place"], call["acknowledged_at"]) == (PLACE, None)
    assert "photo" in [item["kind"] for item in dara.case(number)["story"]]
    dara.does(number, "acknowledge")
    assert not dara.cases()[0]["called"]

    given = track(dara, number, bfc)["consents"][0]["id"]
    she.say("/consent", f"consent_end:{given}")
    she.tap(f"consent_end:{given}", "consent_end_sure:")
    she.tap(f"consent_end_sure:{given}")
    case = dara.until(number, lambda found: of(found, bfc)["status"] == "withdrawn")
    assert of(case, ministry)["status"] == "sent" and of(case, ministry)["consents"][0]["status"] == "given"
    assert maly.case(bfc)["parts"] == [], "it opens to BFC no longer"
    assert all(is_khmer(text) for text in she.texts())
    assert telegram.violations() == []


def files_with_her_name(server: Server, she: Worker) -> str:
    she.tells(server.site_code(), "dismissal", STORY)
    number = she.files()
    she.tap("receipt:have", "q_dismissal_day:")
    while (step := she.button("").partition(":")[0]) != "name":
        she.tap(f"{step}:skip")
    she.say(NAME, "phone_number:")
    she.say(PHONE, "home:ministry")
    return number


def asked(dara: AtDesk, number: str, slug: str) -> str:
    return dara.does(number, "propose-referral", party_id=dara.party(slug), parts=BOTH)


def agrees(dara: AtDesk, she: Worker, number: str, reference: str, leaves_out: int | None = None) -> None:
    """She opens the question, takes a part out or none, and says yes with a second tap; the officer sends it."""
    consent = track(dara, number, reference)["consents"][0]["id"]
    she.tap(f"consent:{consent}", "consent_yes:")
    if leaves_out is not None:
        left = 3 ^ (1 << leaves_out)
        she.tap(f"consent:{consent}.{left:x}", f"consent_yes:{consent}.{left:x}")
    she.tap(f"consent_yes:{consent}", "consent_sure:")
    she.tap(f"consent_sure:{consent}")
    dara.until(number, lambda found: of(found, reference)["status"] == "ready")
    dara.does(number, "send-referral", reference=reference)


def tells_of_the_call(she: Worker) -> None:
    she.say("/start", "home:ministry")
    she.play(("home:ministry", "ministry_when:"), ("ministry_when:tomorrow", "ministry_where:"))
    she.say(PLACE, "ministry_paper:")
    she.send("photo", photo_with_gps(), "ministry_paper:")
    she.tap("ministry_paper:done", "home:")


def of(case: dict[str, Any], reference: str) -> dict[str, Any]:
    return next(dict(one) for one in case["tracks"] if one["reference"] == reference)


def track(dara: AtDesk, number: str, reference: str) -> dict[str, Any]:
    return of(dara.case(number), reference)


def test_she_joins_the_case_of_a_colleague_and_keeps_her_own(
    server: Server, telegram: Control, at_desk: SignIn
) -> None:
    """Suggested by factory and issue, asked in her chat, two taps, numbers of its own; then her words come along."""
    first, second = Worker(telegram, 855_012_901), Worker(telegram, 855_012_902)
    common, own = [files(server, she, story) for she, story in ((first, FIRST), (second, SECOND))]
    dara = at_desk(server, "Dara")
    for number in (common, own):
        dara.does(number, "activate")
    assert own in [one["case"] for one in dara.case(common)["similar"]]
    dara.does(common, "link-case", case=own)
    dara.does(common, "ask-to-join", case=own)
    (asked,) = dara.case(common)["linked"][0]["asked_here"]
    request = asked["id"]
    second.tap(f"common:{request}", f"common_yes:{request}")
    second.tap(f"common_yes:{request}", f"common_sure:{request}")
    second.tap(f"common_sure:{request}", "receipt:have")
    assert len(NUMBERS.findall(second.texts()[-1])) == 2
    second.tap("receipt:have", "home:")
    dara.until(common, lambda case: len(case["workers"]) == 2)
    dara.does(common, "bring-along", request_id=request)
    shown = dara.case(common)
    assert [(item["text"], item["worker"]) for item in shown["story"] if item["text"]] == [(FIRST, 1), (SECOND, 2)]
    assert dara.case(own)["status"] == "active" and dara.case(own)["linked"][0]["asked_there"][0]["brought_at"]
    assert all(is_khmer(text) for she in (first, second) for text in she.texts())
    assert telegram.violations() == []


def files(server: Server, she: Worker, story: str) -> str:
    she.tells(server.site_code(), "dismissal", story)
    number = she.files()
    she.tap("receipt:have", "q_dismissal_day:")
    return number
