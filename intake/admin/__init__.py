from intake.admin import catalogue, consents, drafts, explanations, inquiries, replay

__all__ = ["catalogue", "consents", "drafts", "explanations", "inquiries", "replay"]
