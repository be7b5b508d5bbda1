"""Mail through a provider's own API, here Postmark's at a stand-in on this machine."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from consult.followups import sweep
from consult.models import FollowUp
from tests.consult.environment import settings_with

pytestmark = pytest.mark.django_db
TAKEN = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "m-1", "To": "sato@example.jp"})


class Provider:
    """Keeps what it is sent, and answers as told."""

    def __init__(self) -> None:
        self.received: list[dict] = []
        self.tokens: list[str] = []
        self.reply: tuple[int, dict] | None = TAKEN
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                provider.tokens.append(self.headers["X-Postmark-Server-Token"])
                provider.received.append(json.loads(content))
                if provider.reply is None:
                    self.close_connection = True
                    return
                status, body = provider.reply
                encoded = json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(encoded)))
                self.end_headers()
                self.wfile.write(encoded)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/"


def use_postmark(settings, address: str) -> None:
    """Takes the mail settings over from what the environment variables give."""
    found = settings_with(
        ANYMAIL_PROVIDER="postmark",
        ANYMAIL=json.dumps({"POSTMARK_SERVER_TOKEN": "token-1", "POSTMARK_API_URL": address}),
    )
    settings.EMAIL_BACKEND, settings.ANYMAIL = found["EMAIL_BACKEND"], found["ANYMAIL"]


@pytest.fixture
def provider(settings):
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    use_postmark(settings, provider.address)
    yield provider
    provider.server.shutdown()
    thread.join()
    provider.server.server_close()


def after_a_sweep() -> FollowUp:
    sweep()
    return FollowUp.objects.get()


def test_it_is_sent_with_the_token_and_our_own_message_id(acknowledgement, provider):
    assert after_a_sweep().state == "sent"
    [mail] = provider.received
    assert mail["To"] == "sato@example.jp"
    assert acknowledgement.case.reference in mail["Subject"]
    assert "/s/" in mail["TextBody"]
    assert "/s/" in mail["HtmlBody"]
    headers = {header["Name"]: header["Value"] for header in mail["Headers"]}
    assert str(acknowledgement.message_id) in headers["Message-ID"]
    assert provider.tokens == ["token-1"]


def test_an_address_that_the_provider_refuses_is_failed(acknowledgement, provider):
    provider.reply = (422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'sato@example.jp'."})
    followup = after_a_sweep()
    assert (followup.state, followup.last_error) == ("failed", "AnymailRecipientsRefused")


def test_a_mail_that_the_provider_refuses_is_failed_and_says_so_by_its_class(acknowledgement, provider):
    provider.reply = (422, {"ErrorCode": 400, "Message": "Sender 'sato@example.jp' not confirmed"})
    followup = after_a_sweep()
    assert (followup.state, followup.last_error) == ("failed", "422")


@pytest.mark.parametrize("status", [401, 429], ids=["a key to be put right", "too many at once"])
def test_what_will_pass_is_tried_again_later(acknowledgement, provider, status):
    provider.reply = (status, {"ErrorCode": 10, "Message": "no"})
    followup = after_a_sweep()
    assert (followup.state, followup.last_error) == ("planned", str(status))


def test_a_provider_that_is_not_there_is_tried_again_later(acknowledgement, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses whoever comes
        use_postmark(settings, f"http://127.0.0.1:{taken.getsockname()[1]}/")
        assert after_a_sweep().state == "planned"


@pytest.mark.parametrize("reply", [(500, {}), None], ids=["an error of the provider's own", "hung up"])
def test_an_answer_from_which_nobody_can_tell_is_unsure_and_never_sent_again(
    acknowledgement, provider, reply
):
    provider.reply = reply
    assert after_a_sweep().state == "unsure"
    provider.reply = TAKEN
    assert sweep() == 0
    assert len(provider.received) == 1
