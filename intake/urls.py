from django.urls import path

from intake.views import check, learn, links, start, steps

urlpatterns = [
    path("", start.start, name="start"),
    path("learn/", learn.learn, name="learn"),
    path("learn/<slug:slug>/", learn.explanation, name="explanation"),
    path("learn/<slug:slug>.pdf", learn.explanation_pdf, name="explanation_pdf"),
    path("inquiry/new/", steps.first_step, name="first_step"),
    path("inquiry/<slug:public_id>/", steps.go_to_draft, name="draft"),
    path("inquiry/<slug:public_id>/check/", check.check, name="check"),
    path("inquiry/<slug:public_id>/later/", links.save_for_later, name="save_for_later"),
    path("inquiry/<slug:public_id>/<slug:name>/", steps.step, name="step"),
    path("resume/<slug:public_id>/<str:secret>/", links.resume_link, name="resume"),
    path("s/<str:secret>/", links.status_link, name="status_link"),
]
