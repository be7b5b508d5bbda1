from consult.models.attachments import Attachment, AttachmentContent
from consult.models.calls import Call, CallSlot
from consult.models.case_links import CaseLink
from consult.models.case_tasks import CaseTask
from consult.models.cases import Case
from consult.models.counselors import Counselor
from consult.models.erasures import Erasure, LegalHold, RetentionPeriod
from consult.models.escalations import Escalation, EscalationLevel
from consult.models.events import Event, EventHead
from consult.models.followups import FollowUp
from consult.models.heartbeats import Heartbeat
from consult.models.hours import Closure, OpeningHours, ResponseTarget
from consult.models.inbound import InboundMail, InboundRaw
from consult.models.letters import Letter
from consult.models.line import LineLink
from consult.models.messages import Message
from consult.models.notes import Note
from consult.models.notices import Notice
from consult.models.plans import Plan, PlanStep
from consult.models.reviews import Review
from consult.models.search_terms import SearchTerm
from consult.models.working_times import Absence, GivenCases, WorkingHours

__all__ = [
    "Absence",
    "Attachment",
    "AttachmentContent",
    "Call",
    "CallSlot",
    "Case",
    "CaseLink",
    "CaseTask",
    "Closure",
    "Counselor",
    "Erasure",
    "Escalation",
    "EscalationLevel",
    "Event",
    "EventHead",
    "FollowUp",
    "GivenCases",
    "Heartbeat",
    "InboundMail",
    "InboundRaw",
    "LegalHold",
    "Letter",
    "LineLink",
    "Message",
    "Note",
    "Notice",
    "OpeningHours",
    "Plan",
    "PlanStep",
    "ResponseTarget",
    "RetentionPeriod",
    "Review",
    "SearchTerm",
    "WorkingHours",
]
