from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.i18n import set_language

from consult.views import demo_mail, desk, health, status
from consult.views.sign_in import SignIn

urlpatterns = [
    path("", include("intake.urls")),
    path("status/<slug:reference>/", status.status, name="status"),
    path("status/<slug:reference>/received/", status.received, name="received"),
    path("status/<slug:reference>/stop/", status.stop, name="stop"),
    path("status/<slug:reference>/look-again/", status.look_again, name="look_again"),
    path("status/<slug:reference>/explanations/<int:pk>/", status.sent_explanation, name="sent_explanation"),
    path(
        "status/<slug:reference>/explanations/<int:pk>.pdf",
        status.sent_explanation_pdf,
        name="sent_explanation_pdf",
    ),
    path("desk/", desk.show_queue, name="desk"),
    path("desk/cases/<slug:reference>/", desk.show_case, name="case"),
    path("desk/cases/<slug:reference>/claim/", desk.claim, name="claim"),
    path("desk/cases/<slug:reference>/note/", desk.write_note, name="write_note"),
    path("desk/cases/<slug:reference>/explanation/", desk.send_explanation, name="send_explanation"),
    path("desk/cases/<slug:reference>/override/", desk.override, name="override"),
    path("desk/cases/<slug:reference>/task/", desk.finish_task, name="finish_task"),
    path("desk/cases/<slug:reference>/close/", desk.close, name="close"),
    path("sign-in/", SignIn.as_view(), name="sign_in"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    path("language/", set_language, name="set_language"),
    path("demo/mail/", demo_mail.demo_mail, name="demo_mail"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("admin/", admin.site.urls),
]
