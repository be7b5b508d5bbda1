from intake.models.catalogue import Coverage, Source, Treatment, TreatmentName
from intake.models.catalogue_drafts import CatalogueDraft, Replay, ReplayDifference
from intake.models.consents import Consent, ConsentText
from intake.models.costs import CeilingBand, CeilingTable, CopayRate, SubsidyCeiling, SubsidyTable
from intake.models.crisis_lines import CrisisLine
from intake.models.decisions import Decision
from intake.models.drafts import Draft, DraftAnswer, DraftKey
from intake.models.editor_tasks import EditorTask
from intake.models.explanations import Explanation
from intake.models.inquiries import Inquiry
from intake.models.links import StatusLink

__all__ = [
    "CatalogueDraft",
    "CeilingBand",
    "CeilingTable",
    "Consent",
    "ConsentText",
    "CopayRate",
    "Coverage",
    "CrisisLine",
    "Decision",
    "Draft",
    "DraftAnswer",
    "DraftKey",
    "EditorTask",
    "Explanation",
    "Inquiry",
    "Replay",
    "ReplayDifference",
    "Source",
    "StatusLink",
    "SubsidyCeiling",
    "SubsidyTable",
    "Treatment",
    "TreatmentName",
]
