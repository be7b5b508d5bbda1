from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from consult.views import (
    absences,
    call_back,
    contact,
    copy_page,
    demo_mail,
    desk,
    doctor_sheet,
    files,
    health,
    review,
    status,
    wishes,
)

# Of allauth's limits: it looks for this name.
handler429 = "intake.views.problems.too_many_tries"
# The one way in is /sign-in/: the admin's own page knows no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("intake.urls")),
    path("status/<slug:reference>/", status.status, name="status"),
    path("status/<slug:reference>/received/", status.received, name="received"),
    path("status/<slug:reference>/stop/", status.stop, name="stop"),
    path("status/<slug:reference>/look-again/", status.look_again, name="look_again"),
    path("status/<slug:reference>/message/", status.write_message, name="write_message"),
    path("status/<slug:reference>/call/", call_back.call_back, name="call_back"),
    path("status/<slug:reference>/call/cancel/", call_back.cancel_call, name="cancel_call"),
    path("status/<slug:reference>/call/calendar.ics", call_back.call_calendar, name="call_calendar"),
    path("status/<slug:reference>/contact/", contact.contact, name="contact"),
    path("status/<slug:reference>/files/", files.files, name="files"),
    path("status/<slug:reference>/files/<int:pk>/", files.own_file, name="own_file"),
    path("status/<slug:reference>/files/<int:pk>/delete/", files.take_back_file, name="take_back_file"),
    path("status/<slug:reference>/follow-ups/", wishes.followups, name="followups"),
    path("status/<slug:reference>/erasure/", wishes.erasure, name="erasure"),
    path("status/<slug:reference>/copy/", copy_page.copy_page, name="copy"),
    path("status/<slug:reference>/copy/data.json", copy_page.copy_data, name="copy_data"),
    path("status/<slug:reference>/copy/data.pdf", copy_page.copy_pdf, name="copy_pdf"),
    path("status/<slug:reference>/for-the-doctor.pdf", doctor_sheet.doctor_sheet, name="doctor_sheet"),
    path("status/<slug:reference>/renew-link/", wishes.renew_link, name="renew_link"),
    path("new-link/", wishes.new_link, name="new_link"),
    path("status/<slug:reference>/explanations/<int:pk>/", status.sent_explanation, name="sent_explanation"),
    path(
        "status/<slug:reference>/explanations/<int:pk>.pdf",
        status.sent_explanation_pdf,
        name="sent_explanation_pdf",
    ),
    path("desk/", desk.show_queue, name="desk"),
    path("desk/search/", desk.search, name="search"),
    path("desk/absences/", absences.own_absences, name="own_absences"),
    path("desk/absences/<int:pk>/cancel/", absences.cancel_absence, name="cancel_absence"),
    path("desk/cases/<slug:reference>/", desk.show_case, name="case"),
    path("desk/cases/<slug:reference>/claim/", desk.claim, name="claim"),
    path("desk/cases/<slug:reference>/take-over/", desk.take_over, name="take_over"),
    path("desk/cases/<slug:reference>/hand-over/", desk.hand_over, name="hand_over"),
    path("desk/cases/<slug:reference>/note/", desk.write_note, name="write_note"),
    path("desk/cases/<slug:reference>/explanation/", desk.send_explanation, name="send_explanation"),
    path("desk/cases/<slug:reference>/message/", desk.write_to_family, name="write_to_family"),
    path("desk/cases/<slug:reference>/call/", desk.settle_call, name="settle_call"),
    path("desk/cases/<slug:reference>/override/", desk.override, name="override"),
    path("desk/cases/<slug:reference>/task/", desk.finish_task, name="finish_task"),
    path("desk/cases/<slug:reference>/contact/", desk.put_contact_right, name="put_contact_right"),
    path("desk/cases/<slug:reference>/review/<slug:name>/", review.review, name="review"),
    path("desk/cases/<slug:reference>/files/<int:pk>/", files.case_file, name="case_file"),
    path("desk/cases/<slug:reference>/reopen/", desk.reopen, name="reopen"),
    path("desk/cases/<slug:reference>/close/", desk.close, name="close"),
    path("", include("consult.sign_in.urls")),
    path("language/", set_language, name="set_language"),
    path("demo/mail/", demo_mail.demo_mail, name="demo_mail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
