from intake.admin import (
    catalogue,
    consents,
    costs,
    crisis_lines,
    drafts,
    editor_tasks,
    explanations,
    inquiries,
    replay,
)

__all__ = [
    "catalogue",
    "consents",
    "costs",
    "crisis_lines",
    "drafts",
    "editor_tasks",
    "explanations",
    "inquiries",
    "replay",
]
