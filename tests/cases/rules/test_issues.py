"""What a worker can tell about, as data: a row that is wrong fails with its name, and every row is complete."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

import locales
from cases.rules.clocks import DATA, BadRule
from cases.rules.issues import asked_about, issue_rules, issues_asking, load, question_after, touched
from cases.rules.questions import by_id
from cases.rules.vocabulary import Cluster, Issue, Language, Urgency

TEXT = (DATA / "issues.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "named"),
    [
        ('source = "LL Art. 116"', 'source = " "', "law paid_in_48_hours"),
        ('source = "LL Art. 116"\n', "", "law paid_in_48_hours"),
        ('"LL Art. 182"\ncertainty = "text"', '"LL Art. 182"\ncertainty = "memory"', "maternity_leave"),
        ('id = "notice"', 'id = "notice_given"', "dismissal"),
        ("critical_issues = [8, 9]", "critical_issues = [8, 22]", "union"),
        ('clusters = ["freedom_of_association", "discrimination"]', 'clusters = ["freedom"]', "union"),
        ('questions = [\n    "heat_when", ', 'questions = [\n    "heat_when", "heat_why", ', "heat"),
        ('"heat_air", "heat_cooling_who"', '"heat_cooling_who", "heat_air"', "heat_cooling_who"),
        ('law = ["maternity_leave", "maternity_pay", "nursing"]', 'law = ["maternity_leave", "nursing"]', "maternity"),
        ('calls = ["119", "1286"]', 'calls = ["112"]', "sick_leave"),
        ('id = "transport"\nfirst = false', 'id = "transport"\nfirst = true', "first screen"),
        ('"urgent"\nquiet = true\nnow = "violence"', '"soon"\nquiet = true\nnow = "violence"', "violence"),
        ('now = "crash"\nalways = true', 'now = "crash"\nevery = true', "transport"),
        ('id = "other"', 'id = "closing"', "closing"),
    ],
)  # fmt: skip
def test_a_row_that_is_wrong_is_named(right: str, wrong: str, named: str) -> None:
    """Without source, said from memory, with something unknown, a follow-up astray, a row missing."""
    assert TEXT.count(right) >= 1, right
    with pytest.raises(BadRule, match=re.escape(named)):
        load(TEXT.replace(right, wrong, 1), by_id())


def test_everybody_is_asked_for_the_brand_and_whoever_may_lose_pay_for_loan_or_social_security() -> None:
    """Once each, where they matter."""
    assert all(asked_about(issue)[-1].id == "brand" and asked_about(issue)[-1].photo for issue in Issue)
    assert set(issues_asking("loan")) == {Issue.PAY, Issue.CLOSING}
    assert set(issues_asking("nssf")) == {Issue.MATERNITY, Issue.ACCIDENT, Issue.SICK_LEAVE, Issue.TRANSPORT}


def test_whoever_may_be_made_to_sign_is_asked_and_has_the_card_at_once() -> None:
    """It comes when she says that she has not signed yet."""
    asking = {issue for issue in Issue if any("not_yet" in one.advice for one in asked_about(issue))}
    assert asking == set(Issue) - {
        Issue.HEAT,
        Issue.VIOLENCE,
        Issue.SAFETY,
        Issue.TRANSPORT,
        Issue.CHILD_FORCED,
        Issue.OTHER,
    }


def test_every_issue_has_its_place_in_the_taxonomy_of_bfc() -> None:
    """All eight clusters are reached; critical issues come from the issue and from single answers."""
    rules = issue_rules()
    assert {cluster for rule in rules.values() for cluster in rule.clusters} == set(Cluster)
    assert touched(Issue.SAFETY, {"safety_exits": ["locked"], "safety_what": ["water", "exits"]}) == (15, 18)
    assert touched(Issue.MATERNITY, {"maternity_what": ["dismissed_leave"]}) == (3, 5)
    assert touched(Issue.UNION, {}) == (8, 9)
    assert touched(Issue.HEAT, {"heat_air": ["her own words"], "gone": ["x"]}) == ()
    by_answers = {number for one in by_id().values() for number in one.critical.values()}
    reached = by_answers | {number for rule in rules.values() for number in rule.critical_issues}
    assert set(range(1, 22)) - reached == {7, 10, 11, 13}  # equal pay, and what the union would have to tell itself


def test_what_hurts_people_is_urgent_from_the_start_and_has_somebody_to_call() -> None:
    """Violence, accidents, children: before any question."""
    for issue in (Issue.VIOLENCE, Issue.ACCIDENT, Issue.CHILD_FORCED):
        rule = issue_rules()[issue]
        assert rule.urgency is Urgency.URGENT and rule.always and rule.calls
    assert {issue for issue, rule in issue_rules().items() if rule.quiet} == {Issue.VIOLENCE, Issue.CHILD_FORCED}


def test_a_question_that_is_asked_no_more_ends_the_questions_of_whoever_was_at_it() -> None:
    """A conversation of an older version goes on."""
    assert question_after(Issue.OTHER, "heat_when", ()) is None


@pytest.mark.parametrize("language", list(Language))
def test_the_words_of_the_cards_are_exactly_what_the_data_name(language: Language) -> None:
    """No sentence without a row, no row without a sentence."""
    rules = issue_rules().values()
    expected = {f"advice.law.{law.id}" for rule in rules for law in rule.law}
    expected |= {f"advice.keep.{rule.id.value}" for rule in rules} | {f"advice.sign.{rule.sign}" for rule in rules}
    expected |= {f"advice.now.{rule.now}" for rule in rules}
    expected |= {f"advice.call.{call.number}" for rule in rules for call in rule.calls}
    with (locales.FOLDER / language / "LC_MESSAGES" / "issues.po").open("rb") as file:
        assert {str(one.id) for one in read_po(file) if str(one.id).startswith("advice.")} == expected
