from intake.admin import catalogue, consents, crisis_lines, drafts, explanations, inquiries, replay

__all__ = ["catalogue", "consents", "crisis_lines", "drafts", "explanations", "inquiries", "replay"]
