"""Settings are read strictly: what can't be used stops the start, and nothing unsafe is the default."""

import multiprocessing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from consult.secret_key import read_or_make_secret_key
from tests.consult.environment import settings_with

pytestmark = pytest.mark.engine_free


class TestEmbedded:
    def test_without_any_variable_it_runs_by_itself_below_the_state_folder(self, tmp_path):
        found = settings_with(STATE_DIR=str(tmp_path))
        database = found["DATABASES"]["default"]
        assert (database["ENGINE"], database["NAME"]) == (
            "django.db.backends.sqlite3",
            str(tmp_path / "shirube.sqlite3"),
        )
        assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["data_folder_in"].startswith(str(tmp_path))
        # A pool would share one lock, which goes with whoever is killed while it waits.
        assert found["CELERY_WORKER_POOL"] == "solo"
        assert found["EMAIL_BACKEND"].endswith("filebased.EmailBackend")
        assert (found["DEBUG"], found["DEMO"]) == (False, False)


class TestServers:
    def test_a_postgresql_server(self):
        database = settings_with(DATABASE_URL="postgres://shirube:pass@db:5433/desk")["DATABASES"]["default"]
        assert database["ENGINE"] == "django.db.backends.postgresql"
        assert (database["HOST"], database["PORT"], database["NAME"]) == ("db", 5433, "desk")
        assert (database["USER"], database["PASSWORD"]) == ("shirube", "pass")
        assert "statement_timeout" in database["OPTIONS"]["options"]
        assert database["CONN_HEALTH_CHECKS"] is True

    @pytest.mark.filterwarnings("ignore:Engine not recognized")
    @pytest.mark.parametrize(
        "address", ["mysql://root@db/desk", "nonsense", "http://db/desk", "oracle://db/desk"]
    )
    def test_any_other_database_stops_the_start(self, address):
        with pytest.raises(ImproperlyConfigured):
            settings_with(DATABASE_URL=address)

    def test_a_redis_server_is_broker_and_cache(self):
        found = settings_with(REDIS_URL="redis://broker:6379/1", REDIS_PREFIX="one:")
        assert found["CELERY_BROKER_URL"] == "redis://broker:6379/1"
        assert found["CELERY_BROKER_TRANSPORT_OPTIONS"]["global_keyprefix"] == "one:"
        assert found["CACHES"]["default"]["KEY_PREFIX"] == "one:"
        assert "CELERY_WORKER_POOL" not in found

    def test_a_mail_server(self):
        found = settings_with(EMAIL_URL="smtp+tls://user:p%40ss@mail.example.jp:587")
        assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
        assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == ("mail.example.jp", 587)
        assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("user", "p@ss")
        assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"]) == (True, False)

    def test_a_mail_server_of_no_known_kind_stops_the_start(self):
        with pytest.raises(ImproperlyConfigured):
            settings_with(EMAIL_URL="pigeon://mail.example.jp")

    def test_a_providers_api(self):
        found = settings_with(ANYMAIL_PROVIDER="postmark", ANYMAIL='{"POSTMARK_SERVER_TOKEN": "t"}')
        assert found["EMAIL_BACKEND"] == "anymail.backends.postmark.EmailBackend"
        # What one provider lacks, such as a header, never keeps a mail from leaving.
        assert found["ANYMAIL"] == {"POSTMARK_SERVER_TOKEN": "t", "IGNORE_UNSUPPORTED_FEATURES": True}

    def test_a_provider_without_its_settings_stops_the_start(self):
        with pytest.raises(ImproperlyConfigured):
            settings_with(ANYMAIL_PROVIDER="postmark")

    def test_short_messages(self):
        given = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_FROM": "+815012345678"}
        found = settings_with(**given)
        assert (found["TWILIO_ACCOUNT_SID"], found["TWILIO_API"]) == ("AC1", "https://api.twilio.com")

    @pytest.mark.parametrize(
        "given",
        [{"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_FROM": "+81"}, {"TWILIO_API": "http://api.twilio.com"}],
    )
    def test_short_messages_half_set_up_or_in_the_clear_stop_the_start(self, given):
        with pytest.raises(ImproperlyConfigured):
            settings_with(**given)

    def test_messages_by_line(self):
        given = {"LINE_CHANNEL_ACCESS_TOKEN": "t", "LINE_CHANNEL_SECRET": "s", "LINE_ACCOUNT": "@shirube"}
        found = settings_with(**given)
        assert (found["LINE_CHANNEL_SECRET"], found["LINE_API"]) == ("s", "https://api.line.me")
        with pytest.raises(ImproperlyConfigured):
            settings_with(**{**given, "LINE_CHANNEL_SECRET": ""})


class TestAddress:
    @pytest.mark.parametrize(
        "address", ["consult.example.jp", "ftp://consult.example.jp", "https://", "//consult.example.jp", " "]
    )
    def test_one_that_no_link_could_begin_with_stops_the_start(self, address):
        with pytest.raises(ImproperlyConfigured, match="SITE_URL"):
            settings_with(SITE_URL=address)

    def test_https_makes_cookies_and_redirects_safe(self):
        found = settings_with(SITE_URL="https://consult.example.jp/")
        assert found["SITE_URL"] == "https://consult.example.jp"
        secure = (
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "LANGUAGE_COOKIE_SECURE",
            "SECURE_SSL_REDIRECT",
        )
        assert all(found[name] is True for name in secure)
        assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600
        assert found["CSRF_TRUSTED_ORIGINS"] == ["https://consult.example.jp"]
        for cookie in ("SESSION", "CSRF", "LANGUAGE"):
            assert found[f"{cookie}_COOKIE_NAME"].startswith("__Host-")

    def test_a_proxy_is_believed_only_when_one_is_said_to_be_there(self):
        assert "SECURE_PROXY_SSL_HEADER" not in settings_with()
        assert "SECURE_PROXY_SSL_HEADER" in settings_with(BEHIND_PROXY="true")

    def test_addresses_are_believed_from_as_many_proxies_as_are_said_to_be_there(self):
        assert settings_with()["TRUSTED_PROXIES"] == 0
        assert settings_with(PROXIES="3")["TRUSTED_PROXIES"] == 0
        assert settings_with(BEHIND_PROXY="true")["TRUSTED_PROXIES"] == 1
        assert settings_with(BEHIND_PROXY="true", PROXIES="2")["TRUSTED_PROXIES"] == 2
        with pytest.raises(ImproperlyConfigured, match="PROXIES"):
            settings_with(BEHIND_PROXY="true", PROXIES="0")

    def test_limits_that_let_nobody_in_stop_the_start(self):
        with pytest.raises(ImproperlyConfigured, match="LIMITS_TIMES"):
            settings_with(LIMITS_TIMES="0")

    def test_a_number_that_is_none_stops_the_start(self):
        with pytest.raises((ImproperlyConfigured, ValueError)):
            settings_with(SWEEP_SECONDS="often")


class TestSecretsInFiles:
    @pytest.mark.parametrize(
        ("name", "value", "setting"),
        [
            ("SECRET_KEY", "k" * 60, "SECRET_KEY"),
            ("REDIS_URL", "redis://:secret@broker:6379/0", "CELERY_BROKER_URL"),
        ],
    )
    def test_the_file_holds_the_value(self, tmp_path, name, value, setting):
        secret = tmp_path / "secret"
        secret.write_text(value + "\n")
        assert settings_with(**{f"{name}_FILE": str(secret)})[setting] == value

    def test_the_whole_address_of_the_database(self, tmp_path):
        secret = tmp_path / "database_url"
        secret.write_text("postgres://shirube:pass@db/desk\n")
        database = settings_with(DATABASE_URL_FILE=str(secret))["DATABASES"]["default"]
        assert (database["PASSWORD"], database["NAME"]) == ("pass", "desk")

    def test_a_file_that_is_not_there_stops_the_start(self, tmp_path):
        with pytest.raises((ImproperlyConfigured, OSError, ValueError)):
            settings_with(SECRET_KEY_FILE=str(tmp_path / "missing"))


def _make_key(folder: Path, start, keys) -> None:
    start.wait(30)
    keys.put(read_or_make_secret_key(folder))


class TestSecretKey:
    def test_it_is_made_once_and_only_its_owner_can_read_it(self, tmp_path):
        first = settings_with(STATE_DIR=str(tmp_path / "new"))["SECRET_KEY"]
        assert len(first) >= 50
        assert settings_with(STATE_DIR=str(tmp_path / "new"))["SECRET_KEY"] == first
        assert (tmp_path / "new" / "secret_key").stat().st_mode & 0o777 == 0o600

    def test_the_one_that_was_given_counts(self, tmp_path):
        assert settings_with(STATE_DIR=str(tmp_path), SECRET_KEY="g" * 60)["SECRET_KEY"] == "g" * 60
        assert not (tmp_path / "secret_key").exists()

    def test_processes_that_start_together_have_the_same_one(self, tmp_path):
        context = multiprocessing.get_context("fork")
        start, keys = context.Event(), context.Queue()
        processes = [
            context.Process(target=_make_key, args=(tmp_path / "state", start, keys)) for _ in range(6)
        ]
        for process in processes:
            process.start()
        start.set()
        made = {keys.get(timeout=30) for _ in processes}
        for process in processes:
            process.join(30)
        assert made == {(tmp_path / "state" / "secret_key").read_text()}
        assert [path.name for path in (tmp_path / "state").iterdir()] == ["secret_key"]

    def test_where_nothing_can_be_written_it_lives_as_long_as_the_process(self, tmp_path):
        file = tmp_path / "file"
        file.write_text("")
        assert len(read_or_make_secret_key(file / "below a file")) >= 50

    def test_one_that_was_cut_short_is_not_used(self, tmp_path):
        (tmp_path / "secret_key").write_text("short")
        assert len(read_or_make_secret_key(tmp_path)) >= 50
