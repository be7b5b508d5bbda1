"""What the model proposes beside the rules, and what it may never do."""

from __future__ import annotations

import json

import pytest

from intake.triage import Flag, parse_facts
from intake.triage.decision import URGENT_FLAGS
from intake.triage.learned.model import ALONE, FILE, SCALE, concept_of, packed, the_model, unpacked
from intake.triage.learned.traces import concepts
from intake.triage.story import tell
from intake.triage.texts import PROPOSED

from .tables import TODAY, cases, decided, ruled, shipped_catalogue

pytestmark = pytest.mark.engine_free

LOOKED_AT = ("sample.jsonl", "cases_tuned.jsonl", "cases_second.jsonl", "cases_third.jsonl")


def told(flag: Flag) -> list[tuple[str, str]]:
    """(id, message) of the rows that raise a flag which the rules alone do not see."""
    return [
        (case.id, case.input["message"])
        for case in cases("cases_learned.jsonl")
        if flag.value in case.expected["flags"] and flag not in ruled(**case.input).flags
    ]


class TestProposed:
    @pytest.mark.parametrize("flag", sorted(URGENT_FLAGS))
    def test_what_no_list_has_is_heard(self, flag):
        rows = {case.id: case for case in cases("cases_learned.jsonl")}
        unheard = told(flag)

        heard = [one for one, _message in unheard if flag in decided(**rows[one].input).flags]
        assert len(unheard) > 20
        assert len(heard) / len(unheard) > 0.8

    def test_it_says_that_it_was_proposed_and_by_which_sentence(self):
        for case in cases("cases_learned.jsonl"):
            for reason in decided(**case.input).reasons:
                if reason.rule.endswith(PROPOSED):
                    (found,) = reason.evidence
                    assert found.field == "message"
                    assert case.input["message"][found.start : found.end] == found.words
                    assert found.words.strip()
                    assert reason.text

    def test_it_makes_an_inquiry_urgent(self):
        urgent = [case for case in cases("cases_learned.jsonl") if ruled(**case.input).priority != "urgent"]
        raised = [case for case in urgent if URGENT_FLAGS & set(decided(**case.input).flags)]

        assert raised
        assert all(decided(**case.input).priority == "urgent" for case in raised)


class TestBounds:
    @pytest.mark.parametrize("name", LOOKED_AT)
    def test_it_takes_nothing_back_and_sorts_nothing(self, name):
        for case in cases(name):
            rules, both = ruled(**case.input), decided(**case.input)
            assert set(rules.flags) <= set(both.flags)
            assert (rules.track, rules.treatment_kind) == (both.track, both.treatment_kind)
            assert rules.physician_judgment == both.physician_judgment

    @pytest.mark.parametrize("name", LOOKED_AT)
    def test_it_seldom_raises_what_people_do_not(self, name):
        wrong = [
            case.id
            for case in cases(name)
            if set(decided(**case.input).flags) - set(ruled(**case.input).flags) - set(case.expected["flags"])
        ]

        assert len(wrong) <= len(cases(name)) / 50, wrong

    def test_a_flag_of_an_offer_is_proposed_for_an_offer_alone(self):
        for case in (*cases("cases_learned.jsonl"), *cases("cases_tuned.jsonl")):
            decision = decided(**case.input)
            if decision.track != "self_pay_review":
                rules = {reason.rule for reason in decision.reasons}
                assert not rules & {f"flag.cure_claim{PROPOSED}", f"flag.deposit_pressure{PROPOSED}"}

    def test_harm_is_proposed_only_where_something_was_done(self):
        """An illness of before, and a treatment that is still to come."""
        decision = decided(
            relationship="spouse",
            condition="stroke",
            message="主人は電車の中で急に右手が動かなくなり、脳梗塞と言われました。あれから一年、調布のクリニックで"
            "脂肪の幹細胞の点滴を受けさせようかと。",
        )

        assert Flag.ADVERSE_EVENT not in decision.flags

    def test_nobody_is_treated_where_nobody_is_ill(self):
        decision = decided(
            relationship="professional",
            message="I'm a journalist. How many clinics in Japan offer self-pay stem cells "
            "and who checks them? No patient.",
        )

        assert decision.flags == ()

    def test_a_missing_plan_number_is_proposed_only_where_there_would_be_one(self):
        rows = (*cases("cases_learned.jsonl"), *cases("cases_half_read.jsonl"))
        proposed = [
            (case, decided(**case.input))
            for case in rows
            if any(
                reason.rule == f"flag.plan_number_missing{PROPOSED}"
                for reason in decided(**case.input).reasons
            )
        ]

        assert proposed
        for case, decision in proposed:
            assert decision.track == "self_pay_review"
            assert decision.treatment_kind not in ("exosome", "gene")
            assert not case.input.get("plan_number")
            assert "flag.overseas" not in {reason.rule for reason in decision.reasons}

    def test_nothing_is_proposed_without_a_message(self):
        decision = decided(treatment_kind="exosome", payment="self_pay", provider_kind="clinic")

        assert not any(reason.rule.endswith(PROPOSED) for reason in decision.reasons)


class TestModel:
    def test_every_trace_has_a_weight_for_every_flag(self):
        kept = json.loads(FILE.read_text(encoding="utf-8"))

        assert len(kept["bias"]) == len(kept["threshold"]) == len(kept["flags"])
        for group in ("pieces", "concepts"):
            assert kept[group]
            assert {len(weights) for weights in kept[group].values()} == {len(kept["flags"])}

    def test_one_sum_adds_the_weights_of_all_flags(self):
        rows = [[120, -32_000, 3], [-7, 31_000, 0], [0, -12, -3]]
        total = sum(packed(weights) for weights in rows)

        assert unpacked(total, len(rows), 3) == [sum(column) for column in zip(*rows, strict=True)]

    def test_a_weight_without_room_is_refused(self):
        with pytest.raises(ValueError, match="too large"):
            packed([5, 40_000])

    def test_every_trace_has_a_number_of_its_own(self):
        model = the_model()
        numbers = [number for by_other in model.concepts.values() for number in by_other.values()]
        numbers += list(model.pieces.values())
        assert sorted(numbers) == list(range(len(model.lanes)))

    def test_proposing_reads_the_concepts_that_training_read(self):
        model = the_model()
        for case in (*cases("sample.jsonl"), *cases("cases_second.jsonl")):
            story = tell(parse_facts(case.input, today=TODAY), shipped_catalogue())
            trained = {
                model.concepts[concept][other]
                for concept, others in concepts(story)
                for other in (ALONE, *others)
                if other in model.concepts.get(concept, {})
            }
            assert model.read(story) == trained

    def test_its_traces_are_read_as_they_are_written(self):
        assert concept_of("medicine>stop") == ("medicine", "stop")
        assert concept_of("medicine") == ("medicine", "")
        assert concept_of("payment=>self_pay") == ("payment=", "self_pay")
        assert SCALE == 1_000
        assert the_model().concepts
