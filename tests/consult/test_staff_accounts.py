"""What an administrator does with the accounts of staff, and what nobody does with their own."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from consult.sign_in.backend import Backend
from tests.admin_pages import act
from tests.factory import make_user
from tests.staff import (
    PASSWORD,
    is_in,
    sign_in,
    type_password,
    with_app,
)
from tests.test_urls import patterns

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]


def test_sessions_are_ended_at_once(client, member, root):
    browser = Client()
    sign_in(browser, member)
    assert is_in(browser)
    act(root, "end_all_sessions", member)
    assert not is_in(browser)
    assert not UserSession.objects.filter(user=member).exists()


def test_a_lost_phone_is_forgotten_and_another_set_up(client, member, root):
    browser = Client()
    sign_in(browser, member)
    act(root, "forget_the_second_factor", member)
    assert not is_in(browser)
    type_password(browser, "aoki")
    assert browser.get("/desk/").url == "/account/"


def test_the_link_is_shown_and_the_password_stays_unknown(client, member, root):
    page = root.get(reverse("admin:auth_user_password_change", args=[member.pk]))
    assert 'name="password' not in page.content.decode()
    page = root.post(reverse("admin:auth_user_password_change", args=[member.pk]))
    assert "/sign-in/password/" in page.content.decode()


@pytest.mark.parametrize("nobody", ["0", "aoki", "9" * 30])
def test_a_link_for_nobody(root, nobody):
    assert root.post(reverse("admin:auth_user_password_change", args=[nobody])).status_code == 404


def test_somebody_new_is_added_without_a_password(root):
    root.post(reverse("admin:auth_user_add"), {"username": "kondo", "last_name": "近藤", "first_name": ""})
    assert not User.objects.get(username="kondo").has_usable_password()


def test_nobody_makes_themselves_or_others_more_than_they_are(client, member, root):
    keeper = make_user("keeper", is_staff=True)
    keeper.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    client.force_login(keeper)
    client.post(
        reverse("admin:auth_user_change", args=[keeper.pk]),
        {"username": "keeper", "is_active": "on", "is_staff": "on", "is_superuser": "on"},
    )
    keeper.refresh_from_db()
    assert not keeper.is_superuser
    boss = User.objects.get(username="root")
    assert client.post(reverse("admin:auth_user_password_change", args=[boss.pk])).status_code == 403
    act(client, "forget_the_second_factor", with_app(boss))
    assert Authenticator.objects.filter(user=boss).exists()


def test_roles_are_given_to_others_and_never_to_oneself(client, member):
    administrator = make_user("keeper", is_staff=True)
    administrator.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(administrator)
    for person, roles in ((member, {"Lead"}), (administrator, {"Administrator"})):
        posted = {"is_active": "on", "is_staff": "on", "groups": [Group.objects.get(name="Lead").pk]}
        client.post(reverse("admin:auth_user_change", args=[person.pk]), posted | {"username": person})
        assert set(person.groups.values_list("name", flat=True)) == roles


def test_the_secrets_of_others_are_in_no_page(root, member):
    for name in ("mfa_authenticator_changelist", "usersessions_usersession_changelist"):
        assert not [pattern for pattern in patterns() if name.replace("_", "/") in pattern]


def test_one_sees_and_ends_ones_own_sessions(client, member):
    browser = Client()
    sign_in(browser, member)
    sign_in(client, member)
    assert client.get("/account/sessions/").context["session_count"] == 2
    client.post("/account/sessions/")
    assert not is_in(browser)
    assert is_in(client)


def test_a_changed_password_signs_out_everywhere_else(client, member):
    browser = Client()
    sign_in(browser, member)
    sign_in(client, member)
    sent = {
        "oldpassword": PASSWORD,
        "password1": "quite another password",
        "password2": "quite another password",
    }
    assert client.post("/account/password/", sent).url == "/account/"
    assert is_in(client)
    assert not is_in(browser)


def test_no_address_of_a_person_is_kept_whole(client, member):
    sign_in(client, member, ip="203.0.113.77")
    assert UserSession.objects.get(user=member).ip == "203.0.113.0"


def test_whoever_is_dismissed_may_nothing_any_more(member):
    assert Backend().get_all_permissions(User.objects.get(pk=member.pk))
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert Backend().get_all_permissions(User.objects.get(pk=member.pk)) == set()
