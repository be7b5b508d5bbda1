"""The database itself refuses to change or delete a published plan or one of its steps."""

from __future__ import annotations

from consult.triggers import Trigger

_REFUSAL = "a published plan stays as it is"
_PLAN, _STEP = "consult_plan", "consult_planstep"
_IS_OUT = "OLD.published_at IS NOT NULL"
_OF_NEW = "EXISTS (SELECT 1 FROM consult_plan WHERE id = NEW.plan_id AND published_at IS NOT NULL)"
_OF_OLD = "EXISTS (SELECT 1 FROM consult_plan WHERE id = OLD.plan_id AND published_at IS NOT NULL)"
TRIGGERS = (
    Trigger("plan_published_stays", _PLAN, "UPDATE", _REFUSAL, _IS_OUT),
    Trigger("plan_published_kept", _PLAN, "DELETE", _REFUSAL, _IS_OUT),
    Trigger("plan_step_stays", _STEP, "UPDATE", _REFUSAL, f"{_OF_OLD} OR {_OF_NEW}"),
    Trigger("plan_step_kept", _STEP, "DELETE", _REFUSAL, _OF_OLD),
    Trigger("plan_step_not_added", _STEP, "INSERT", _REFUSAL, _OF_NEW),
)
