"""The answers a family can tick, in their words. The codes are triage's (intake/triage/facts.py).

Labels are said from the family's side ("my mother or father"); the desk and the admin show the same ones,
so that a counselor on the phone and the family look at the same words.
"""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Choices = list[tuple[str, str | Promise]]

RELATIONSHIPS: Choices = [
    ("self", _("Myself")),
    ("spouse", _("My husband or wife")),
    ("parent", _("My father or mother (or in-law)")),
    ("child", _("My child")),
    ("sibling", _("My brother or sister")),
    ("relative", _("Another relative")),
    ("friend", _("A friend or acquaintance")),
    ("professional", _("I am asking as part of my work")),
]

CONDITIONS: Choices = [
    ("parkinsons", _("Parkinson's disease")),
    ("heart_failure", _("Heart failure")),
    ("spinal_cord_injury", _("Spinal cord injury")),
    ("stroke", _("Stroke")),
    ("als", _("ALS")),
    ("dementia", _("Dementia")),
    ("joint", _("Knees or other joints")),
    ("eye", _("Eyes")),
    ("skin", _("Skin")),
    ("diabetes", _("Diabetes")),
    ("cancer", _("Cancer")),
    ("liver", _("Liver")),
    ("child_development", _("A child's development")),
    ("anti_ageing", _("Ageing, beauty or general health")),
    ("other", _("Something else")),
    ("unknown", _("I don't know, or I'd rather not say")),
]

MEDICATION_RESPONSES: Choices = [
    ("good", _("They work well")),
    ("wearing_off", _("They work, but wear off before the next dose")),
    ("insufficient", _("They no longer help enough")),
    ("not_tried", _("No medicine has been tried yet")),
    ("unknown", _("I don't know")),
]

TREATMENT_KINDS: Choices = [
    ("ips_cell", _("iPS cells")),
    ("stem_cell", _("Stem cells (from fat, bone marrow, umbilical cord …)")),
    ("exosome", _("Exosomes or culture supernatant")),
    ("platelet", _("Platelets from one's own blood (PRP and the like)")),
    ("immune_cell", _("Immune cells (NK cells, CAR-T …)")),
    ("tissue", _("Cultured skin, cartilage or cornea")),
    ("gene", _("Gene therapy")),
    ("other", _("Something else")),
    ("unknown", _("I don't know")),
]

# What a decision says of the kind: "I don't know" would be the wrong person speaking.
DECIDED_KINDS: Choices = [*TREATMENT_KINDS[:-1], ("unknown", _("Not clear yet"))]

PAYMENTS: Choices = [
    ("insured", _("We were told that public health insurance covers it")),
    ("self_pay", _("We would pay for all of it ourselves")),
    ("trial", _("It is a clinical trial")),
    ("unknown", _("I don't know")),
]

PROVIDER_KINDS: Choices = [
    ("university_hospital", _("A university hospital")),
    ("hospital", _("Another hospital")),
    ("clinic", _("A clinic")),
    ("overseas", _("A place outside Japan")),
    ("non_medical", _("A salon, shop or website")),
    ("none", _("Nobody has offered it yet")),
    ("unknown", _("I don't know")),
]

QUESTIONS: Choices = [
    ("eligibility", _("Who the treatment is meant for")),
    ("cost", _("What it costs, and what insurance pays")),
    ("safety", _("Whether it is safe, and what is known of how well it works")),
    ("difference", _("How treatments differ from each other")),
    ("where", _("Where to go, and whom to ask")),
    ("second_opinion", _("Hearing another doctor's view")),
    ("after_treatment", _("What happens after a treatment")),
    ("news", _("Something seen in the news")),
]

CONTACT_CHANNELS: Choices = [
    ("email", _("E-mail")),
    ("phone", _("Telephone")),
    # Offered only where the centre sends them.
    ("sms", _("Short message (SMS) on a mobile phone")),
    ("page", _("Neither: I will look at my page here")),
]

CALL_TIMES: Choices = [
    ("any", _("Any time in opening hours")),
    ("morning", _("In the morning (10:00–12:00)")),
    ("midday", _("At midday (12:00–13:00)")),
    ("afternoon", _("In the afternoon (13:00–15:00)")),
    ("late_afternoon", _("Late in the afternoon (15:00–17:00)")),
]

TRACKS: Choices = [
    ("insured_specialist", _("Insured care: a specialist's judgment comes next")),
    ("self_pay_review", _("Self-pay care: look closely first")),
    ("unsorted", _("Not yet clear: a person will look")),
]

SHORT_TRACKS: Choices = [
    ("insured_specialist", _("Insured-specialist")),
    ("self_pay_review", _("Self-pay review")),
    ("unsorted", _("Unsorted")),
]

JUDGMENTS: Choices = [
    ("specialist_team", _("A specialist team has to judge")),
    ("treating_physician", _("The patient's own doctor has to judge")),
    ("general_information", _("General information; no treatment is being decided")),
]

PRIORITIES: Choices = [
    ("urgent", pgettext_lazy("priority", "Urgent")),
    ("soon", pgettext_lazy("priority", "Soon")),
    ("routine", pgettext_lazy("priority", "Routine")),
]

FLAGS: Choices = [
    ("adverse_event", _("Something bad happened after a treatment")),
    ("medication_stop", _("A prescribed medicine stopped, or about to be")),
    ("crisis", _("Speaks of not wanting to live")),
    ("deposit_pressure", _("Pressed to pay or sign quickly")),
    ("cure_claim", _("Promised a cure or no side effects")),
    ("insured_claim_mismatch", _("Told that insurance covers what it does not")),
    ("kind_confusion", _("Two kinds of treatment taken for one")),
    ("no_physician", _("No doctor examines or explains")),
    ("plan_number_missing", _("No plan number given")),
    ("plan_number_invalid", _("The plan number does not fit")),
    ("overseas", _("The treatment would be abroad")),
    ("minor_patient", _("The patient is under 18")),
    ("already_treated", _("The treatment has already been given")),
]

# ISO 3166-2:JP in the customary order, north to south.
PREFECTURES: Choices = [
    ("JP-01", _("Hokkaido")), ("JP-02", _("Aomori")), ("JP-03", _("Iwate")), ("JP-04", _("Miyagi")),
    ("JP-05", _("Akita")), ("JP-06", _("Yamagata")), ("JP-07", _("Fukushima")), ("JP-08", _("Ibaraki")),
    ("JP-09", _("Tochigi")), ("JP-10", _("Gunma")), ("JP-11", _("Saitama")), ("JP-12", _("Chiba")),
    ("JP-13", _("Tokyo")), ("JP-14", _("Kanagawa")), ("JP-15", _("Niigata")), ("JP-16", _("Toyama")),
    ("JP-17", _("Ishikawa")), ("JP-18", _("Fukui")), ("JP-19", _("Yamanashi")), ("JP-20", _("Nagano")),
    ("JP-21", _("Gifu")), ("JP-22", _("Shizuoka")), ("JP-23", _("Aichi")), ("JP-24", _("Mie")),
    ("JP-25", _("Shiga")), ("JP-26", _("Kyoto")), ("JP-27", _("Osaka")), ("JP-28", _("Hyogo")),
    ("JP-29", _("Nara")), ("JP-30", _("Wakayama")), ("JP-31", _("Tottori")), ("JP-32", _("Shimane")),
    ("JP-33", _("Okayama")), ("JP-34", _("Hiroshima")), ("JP-35", _("Yamaguchi")), ("JP-36", _("Tokushima")),
    ("JP-37", _("Kagawa")), ("JP-38", _("Ehime")), ("JP-39", _("Kochi")), ("JP-40", _("Fukuoka")),
    ("JP-41", _("Saga")), ("JP-42", _("Nagasaki")), ("JP-43", _("Kumamoto")), ("JP-44", _("Oita")),
    ("JP-45", _("Miyazaki")), ("JP-46", _("Kagoshima")), ("JP-47", _("Okinawa")),
    ("overseas", _("We live outside Japan")),
]  # fmt: skip

_LABELS = {
    "relationship": dict(RELATIONSHIPS),
    "condition": dict(CONDITIONS),
    "medication_response": dict(MEDICATION_RESPONSES),
    "treatment_kind": dict(TREATMENT_KINDS),
    "decided_kind": dict(DECIDED_KINDS),
    "payment": dict(PAYMENTS),
    "provider_kind": dict(PROVIDER_KINDS),
    "questions": dict(QUESTIONS),
    "preferred_channel": dict(CONTACT_CHANNELS),
    "best_time_to_call": dict(CALL_TIMES),
    "prefecture": dict(PREFECTURES),
    "track": dict(TRACKS),
    "short_track": dict(SHORT_TRACKS),
    "physician_judgment": dict(JUDGMENTS),
    "priority": dict(PRIORITIES),
    "flag": dict(FLAGS),
}


def choices_of(field: str) -> Choices:
    """The choices of a field. Models take them by this function, so that better words need no migration."""
    return list(_LABELS[field].items())


def label(field: str, code: str) -> str | Promise:
    """The words for a code, or the code itself where a newer row holds one that this version doesn't know."""
    return _LABELS[field].get(code, code)


def is_ticked(field: str) -> bool:
    """Whether the answers to `field` are codes of this vocabulary."""
    return field in _LABELS


def labels(field: str, codes: Iterable[str]) -> list[str | Promise]:
    return [label(field, code) for code in codes]
