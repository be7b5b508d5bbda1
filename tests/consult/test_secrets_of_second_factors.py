"""Who copies the database can't make codes of anybody: secrets of apps and recovery codes are sealed."""

from __future__ import annotations

import base64

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from django.contrib.auth.models import User

from consult import key_rotation
from consult.key_rotation import in_use, rotate
from intake import keyring
from intake.sealed import NotOpened, opened, sealed
from tests.factory import make_user
from tests.staff import code_of, recovery_codes_of, type_password, with_app

pytestmark = pytest.mark.django_db
TABLE = "mfa_authenticator"
SECRET = "JBSWY3DPEHPK3PXP"
SEED = "0123456789abcdef" * 5


@pytest.fixture
def member(settings) -> User:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return with_app(make_user("aoki"))


@pytest.fixture
def member_of_before(member) -> User:
    """As allauth kept them by itself."""
    Authenticator.objects.filter(user=member, type="totp").update(data={"secret": SECRET})
    Authenticator.objects.filter(user=member, type="recovery_codes").update(
        data={"seed": SEED, "used_mask": 1}
    )
    return member


def kept(user: User) -> dict[str, str]:
    data = {row.type: row.data for row in Authenticator.objects.filter(user=user)}
    return {"secret": data["totp"]["secret"], "seed": data["recovery_codes"]["seed"]}


def nothing_to_say(table: str, looked_at: int) -> None: ...


def new_key_first(settings) -> None:
    settings.DATA_KEYS = (*keyring.parse(keyring.new_key("k2")), *settings.DATA_KEYS)


def is_let_in(client, user: User, code: str) -> bool:
    type_password(client, user.get_username())
    answer = client.post("/sign-in/code/", {"code": code})
    return bool(answer.status_code == 302 and answer.url == "/desk/")


def test_neither_stands_in_the_database(member):
    for found in kept(member).values():
        assert decrypt(found) not in found
        assert found.startswith("sealed:")


@pytest.mark.parametrize("code", [code_of, lambda user: recovery_codes_of(user)[0]])
def test_what_was_kept_before_still_lets_in(client, member_of_before, code):
    assert is_let_in(client, member_of_before, code(member_of_before))


def test_a_secret_sealed_for_another_place_does_not_open(member):
    elsewhere = sealed(SECRET, "text", b"another column")
    assert opened(elsewhere, "text", b"another column") == SECRET
    with pytest.raises(NotOpened):
        decrypt(f"sealed:{base64.b64encode(elsewhere).decode()}")


def test_a_rotation_seals_what_was_kept_before_and_says_so(client, member_of_before):
    assert in_use()[TABLE] == {"none": 2}
    assert rotate(progress=nothing_to_say) == 2
    assert in_use()[TABLE] == {"k1": 2}
    assert {name: decrypt(found) for name, found in kept(member_of_before).items()} == {
        "secret": SECRET,
        "seed": SEED,
    }
    assert len(recovery_codes_of(member_of_before)) == 9, "one was used before, and stays so"


def test_after_a_rotation_the_former_key_is_not_needed(client, member, settings):
    new_key_first(settings)
    assert rotate(progress=nothing_to_say) == 2
    settings.DATA_KEYS = settings.DATA_KEYS[:1]
    assert in_use()[TABLE] == {"k2": 2}
    assert rotate(progress=nothing_to_say) == 0
    assert is_let_in(client, member, code_of(member))


def test_a_recovery_code_used_while_the_rotation_runs_stays_used(member, settings, monkeypatch):
    new_key_first(settings)
    real = key_rotation._batches

    def while_somebody_signs_in(model):
        for rows in real(model):
            if model is Authenticator:
                codes = Authenticator.objects.get(user=member, type="recovery_codes").wrap()
                assert codes.validate_code(codes.get_unused_codes()[0])
            yield rows

    monkeypatch.setattr(key_rotation, "_batches", while_somebody_signs_in)
    rotate(progress=nothing_to_say)
    assert len(recovery_codes_of(member)) == 9
