from __future__ import annotations

from django.contrib.auth.views import LoginView

from consult.forms import SignInForm


class SignIn(LoginView):
    template_name = "consult/sign_in.html"
    authentication_form = SignInForm
