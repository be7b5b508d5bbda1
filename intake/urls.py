from django.urls import path

from intake.views import between, check, estimator, learn, links, resume, start, steps, text_size

urlpatterns = [
    path("", start.start, name="start"),
    path("learn/", learn.learn, name="learn"),
    path("learn/<slug:slug>/", learn.explanation, name="explanation"),
    path("learn/<slug:slug>.pdf", learn.explanation_pdf, name="explanation_pdf"),
    path("figures/", learn.figures, name="figures"),
    path("estimate/", estimator.estimator, name="estimator"),
    path("inquiry/new/", steps.first_step, name="first_step"),
    path("inquiry/<slug:public_id>/", steps.go_to_draft, name="draft"),
    path("inquiry/<slug:public_id>/check/", check.check, name="check"),
    path("inquiry/<slug:public_id>/later/", resume.save_for_later, name="save_for_later"),
    path("inquiry/<slug:public_id>/estimate/", estimator.draft_estimate, name="draft_estimate"),
    path("inquiry/<slug:public_id>/help/", between.help_now, name="help_now"),
    path("inquiry/<slug:public_id>/self-pay/", between.self_pay, name="self_pay"),
    path("inquiry/<slug:public_id>/<slug:name>/", steps.step, name="step"),
    path("resume/", resume.resume_form, name="resume_form"),
    path("resume/<slug:public_id>/<str:secret>/", links.resume_link, name="resume"),
    path("text-size/", text_size.text_size, name="text_size"),
    path("s/<str:secret>/", links.status_link, name="status_link"),
]
