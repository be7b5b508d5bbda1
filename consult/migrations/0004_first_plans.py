"""A first plan for each track, as a draft: nothing leaves by it before somebody of the centre publishes it.

Texts are named, not written: what leaves is the version that a physician approved. The mails' own words are
templates in three languages.
"""

from datetime import time

from django.db import migrations

# Where a person has to speak first, or the family is in need, nothing comes by itself.
NEEDS_A_PERSON = ["crisis", "adverse_event", "medication_stop"]
UNHURRIED = ["soon", "routine"]


def _explanation(key, text, moment, days):
    return {
        "key": key,
        "what": "explanation",
        "text_key": text,
        "moment": moment,
        "days": days,
        "business_days": True,
        "at": time(10),
        "without_flags": NEEDS_A_PERSON,
        "priorities": UNHURRIED,
    }


CHECK_IN = {
    "key": "check-in",
    "what": "check_in",
    "moment": "answered",
    "days": 7,
    "business_days": False,
    "at": time(10),
    "without_flags": ["crisis"],
}
CLOSING = {"key": "closing", "what": "closing", "moment": "closed", "days": 0, "business_days": True}
STEPS = {
    "insured_specialist": [
        _explanation("explanation", "insured-or-self-pay", "sorted", 1),
        CHECK_IN,
        CLOSING,
    ],
    "self_pay_review": [
        _explanation("explanation", "insured-or-self-pay", "sorted", 1),
        # Time enough to ask the clinic, and to hear its answers, before the day.
        _explanation("questions", "self-pay-questions", "decision", 3),
        CHECK_IN,
        CLOSING,
    ],
    "unsorted": [CHECK_IN, CLOSING],
}


def draw_up(apps, schema_editor):
    plans, steps = apps.get_model("consult", "Plan"), apps.get_model("consult", "PlanStep")
    for track, drawn in STEPS.items():
        if plans.objects.filter(track=track).exists():
            continue
        plan = plans.objects.create(track=track, number=1)
        steps.objects.bulk_create(steps(plan=plan, **step) for step in drawn)


def remove(apps, schema_editor):
    apps.get_model("consult", "Plan").objects.filter(published_at=None).delete()


class Migration(migrations.Migration):
    dependencies = [("consult", "0003_plans_of_messages")]
    operations = [migrations.RunPython(draw_up, remove)]
