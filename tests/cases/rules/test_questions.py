"""The questions as data."""

from __future__ import annotations

import pytest

from cases.rules.errors import NotConfigured
from cases.rules.issues import asked_about, question_after
from cases.rules.questions import Question, QuestionKind, _check, by_id, questions
from cases.rules.vocabulary import Issue, Part


def test_every_issue_has_questions_and_ends_with_the_brand() -> None:
    """Asked of everyone once."""
    for issue in Issue:
        asked = asked_about(issue)
        assert len(asked) >= 4
        assert [one.id for one in asked].count("brand") == 1
        assert asked[-1].id == "brand"


def test_a_follow_up_is_asked_only_after_its_answer() -> None:
    """Whoever is told that there is no work is asked whether the section still hires."""
    after = question_after(Issue.DISMISSAL, "dismissal_reason", ("no_work",))
    assert after is not None and after.id == "dismissal_still_hiring"
    after = question_after(Issue.DISMISSAL, "dismissal_reason", ("fault",))
    assert after is not None and after.id == "contract"
    assert question_after(Issue.PAY, "brand", ()) is None


def test_a_single_answer_may_belong_to_another_part_of_consent() -> None:
    """That she is pregnant is health, though the question is about her job."""
    question = by_id()["dismissal_about_you"]
    assert question.part_of("pregnant") is Part.HEALTH_PREGNANCY
    assert question.part_of("union") is Part.UNION_MEMBERSHIP
    assert question.part_of("loan") is Part.EMPLOYMENT


def question(**changes: object) -> Question:
    facts = {"id": "a", "kind": QuestionKind.CHOICE, "values": ("x",), "part": Part.EMPLOYMENT}
    return Question(**{**facts, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "broken",
    [
        (question(), question()),
        (question(values=()),),
        (question(values=("skip",)),),
        (question(cards={"y": "card"}),),
        (question(advice=("y",)),),
        (question(critical={"x": 22}),),
        (question(parts={"y": Part.IDENTITY}),),
    ],
)
def test_broken_data_is_a_loud_error(broken: tuple[Question, ...]) -> None:
    """Never a question that cannot be answered."""
    with pytest.raises(NotConfigured):
        _check(broken)


def test_the_data_in_use_are_sound() -> None:
    """As loaded."""
    _check(questions())
    assert all(len(f"q_{one.id}:{value}".encode()) <= 64 for one in questions() for value in one.values)
