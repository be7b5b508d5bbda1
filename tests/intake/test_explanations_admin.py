"""Explanations in the admin: written, read, compared, approved by somebody else, copied, taken back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from intake import services
from intake.models import Explanation
from intake.versions import insert_as_next
from tests.admin_pages import act, address, staff
from tests.factory import make_explanation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_static_files")]

WORDS = {
    "key": "falls", "language": "ja", "audience": "everyone", "title": "転倒", "body": "本文",
    "sources": "V | 出典 | 2026-11-01", "position": "100",
}  # fmt: skip


@pytest.fixture
def physician() -> User:
    return staff(
        "physician", "view_explanation", "add_explanation", "change_explanation", "approve_explanation"
    )


@pytest.fixture
def editor() -> User:
    return staff("editor", "view_explanation", "add_explanation", "change_explanation")


def read(client: Client, text: Explanation, query: str = "") -> str:
    answer = client.get(f"/admin/intake/explanation/{text.pk}/read/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def approve(client: Client, text: Explanation, seen: str = "1", status: int = 302) -> Explanation:
    answer = client.post(f"/admin/intake/explanation/{text.pk}/approve/", {"seen": seen})
    assert answer.status_code == status
    return Explanation.objects.get(pk=text.pk)


def write(client: Client, text: Explanation | None = None, status: int = 302, **changes: object) -> str:
    page = address(Explanation, "change", text.pk) if text else address(Explanation, "add")
    seen = {"seen": text.revision} if text else {}
    answer = client.post(page, {**WORDS, **seen, **changes})
    assert answer.status_code == status
    return answer.content.decode()


class TestApproval:
    def test_a_physician_approves_what_they_read(self, client, physician):
        text = make_explanation(approved=False, author=make_user("writer"))
        client.force_login(physician)
        assert 'name="seen" value="1"' in read(client, text)
        approved = approve(client, text)
        assert approved.approved_by == physician
        assert approved.approved_at

    def test_nobody_approves_their_own_text(self, client, physician):
        client.force_login(physician)
        write(client)
        text = Explanation.objects.get(key="falls")
        assert approve(client, text).approved_at is None
        assert "承認していません" in read(client, text)

    def test_nobody_approves_what_another_one_changed_after_them(self, client, physician, editor):
        """The last author is another person, but most of the words are the physician's."""
        client.force_login(physician)
        write(client)
        text = Explanation.objects.get(key="falls")
        client.force_login(editor)
        write(client, text, title="転倒のこと")
        client.force_login(physician)
        assert approve(client, text, seen="2").approved_at is None

    def test_not_in_a_copy_of_words_that_nobody_approved_either(self, client, physician, editor):
        client.force_login(physician)
        write(client)
        client.force_login(editor)
        act(client, "copy_as_new_version", Explanation.objects.get(key="falls"))
        client.force_login(physician)
        assert approve(client, Explanation.objects.get(key="falls", version=2)).approved_at is None

    @pytest.mark.parametrize("seen", ["", "0", "2", "x", "²", "9" * 40])
    def test_what_was_changed_since_it_was_read_is_read_again(self, client, physician, seen):
        text = make_explanation(approved=False, author=make_user("writer"))
        client.force_login(physician)
        assert approve(client, text, seen=seen).approved_at is None

    def test_an_approval_is_not_given_twice(self, physician):
        text = make_explanation(approved=False)
        now = timezone.now()
        assert services.approve_explanation(explanation=text, seen=1, physician=physician, now=now)
        assert not services.approve_explanation(explanation=text, seen=1, physician=make_user(), now=now)
        text.refresh_from_db()
        assert text.approved_by == physician

    def test_without_the_permission_there_is_none(self, client, editor):
        text = make_explanation(approved=False)
        client.force_login(editor)
        assert 'name="seen"' not in read(client, text)
        assert approve(client, text, status=403).approved_at is None
        client.force_login(staff("nobody"))
        assert client.get(f"/admin/intake/explanation/{text.pk}/read/").status_code == 403
        assert client.get(f"/admin/intake/explanation/{text.pk}/languages/").status_code == 403


class TestWriting:
    def test_a_new_text_is_its_writers_and_not_approved(self, client, editor):
        client.force_login(editor)
        write(client, approved_by=editor.pk, approved_at_0="2026-01-01", approved_at_1="00:00")
        text = Explanation.objects.get(key="falls")
        assert (text.version, text.author, text.approved_at) == (1, editor, None)
        assert list(text.writers.all()) == [editor]
        write(client)
        assert Explanation.objects.filter(key="falls", version=2).exists()

    def test_whoever_changes_a_text_becomes_its_author(self, client, physician):
        text = make_explanation(approved=False, author=make_user("writer"))
        client.force_login(physician)
        write(client, text, body="新しい本文", kinds=["exosome"], flags=["cure_claim"])
        text.refresh_from_db()
        assert (text.body, text.author, text.revision) == ("新しい本文", physician, 2)
        assert (text.kinds, text.flags) == (["exosome"], ["cure_claim"])

    def test_an_approved_text_stays_as_it_is(self, root):
        text = make_explanation()
        assert root.post(address(Explanation, "change", text.pk), {"title": "Better"}).status_code == 403
        assert root.post(address(Explanation, "delete", text.pk), {"post": "yes"}).status_code == 403
        assert Explanation.objects.get(pk=text.pk).title == text.title

    def test_one_approved_since_its_form_was_shown_stays_too(self, physician):
        text = make_explanation(approved=False)
        form = Explanation.objects.get(pk=text.pk)
        services.approve_explanation(explanation=text, seen=1, physician=physician, now=timezone.now())
        form.title = "ほかの題"
        with pytest.raises(services.Approved):
            services.keep_explanation(explanation=form, seen=1, author=make_user())
        assert Explanation.objects.get(pk=text.pk).title == text.title

    def test_nobody_writes_over_a_colleague_unseen(self, client, physician, editor):
        text = make_explanation(approved=False, key="falls")
        client.force_login(editor)
        assert 'name="seen" value="1"' in client.get(address(Explanation, "change", text.pk)).content.decode()
        write(client, text, body="編集者の本文")
        client.force_login(physician)
        page = write(client, text, status=200, body="医師の本文")
        for shown in ("編集者の本文", "医師の本文", 'name="seen" value="2"'):
            assert shown in page
        assert Explanation.objects.get(pk=text.pk).body == "編集者の本文"
        write(client, text, body="医師の本文", seen=2)
        assert Explanation.objects.get(pk=text.pk).body == "医師の本文"
        write(client, text, body="医師の本文", seen=2)  # pressed twice

    def test_saved_between_the_look_and_the_saving_it_is_looked_at_again(self, client, editor, monkeypatch):
        text = make_explanation(approved=False, key="falls")
        form = Explanation.objects.get(pk=text.pk)
        with pytest.raises(services.Rewritten):
            services.keep_explanation(explanation=form, seen=0, author=editor)
        answers = [services.Rewritten(), None]

        def keep(**given):
            if answer := answers.pop(0):
                raise answer

        monkeypatch.setattr(services, "keep_explanation", keep)
        client.force_login(editor)
        write(client, text)
        assert answers == []

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"sources": "V | 出典"}, "V | 出典"),
            ({"sources": "V | 出典 | きのう"}, "きのう"),
            ({"sources": "Q | 出典 | 2026-11-01"}, "Q | 出典"),
            ({"body": "{{ settings.SECRET_KEY }} {{ secret_key }}"}, "secret_key"),
            ({"language": "ja-easy"}, "転 倒"),
            ({"language": "ja-easy", "body": "あ" * 61}, "60文字"),
            ({"language": "ja-easy", "body": "いかないことは、できないことはありません"}, "60文字"),
            ({"cost_month": "2026-13"}, "2026-08"),
            ({"published_from": "2026-12-02", "published_until": "2026-12-01"}, "explanation_shown_until"),
        ],
    )
    def test_a_text_that_cannot_be_shown_right_is_not_saved(self, client, editor, changes, told):
        client.force_login(editor)
        assert told in write(client, status=200, **changes)
        assert not Explanation.objects.filter(key="falls").exists()

    def test_a_copy_is_the_next_version_without_an_approval(self, client, physician):
        text = make_explanation(kinds=["ips_cell"], cost_month="2026-08", author=make_user("writer"))
        client.force_login(physician)
        act(client, "copy_as_new_version", text)
        copy = Explanation.objects.get(key=text.key, version=2)
        assert (copy.title, copy.body, copy.kinds, copy.cost_month) == (
            text.title, text.body, ["ips_cell"], "2026-08",
        )  # fmt: skip
        assert (copy.author, copy.approved_at, copy.approved_by) == (physician, None, None)
        assert list(copy.writers.all()) == [physician]

    def test_two_that_begin_the_next_version_at_once_get_two(self, physician):
        text = make_explanation()
        taken = Explanation(key=text.key, language=text.language, version=2, title="x", body="x")

        class Late:
            """The first look is from before a colleague's copy was kept."""

            looks = 0

            def aggregate(self, **given):
                self.looks += 1
                if self.looks == 1:
                    taken.save()
                    return {"last": 1}
                return Explanation.objects.filter(key=text.key).aggregate(**given)

            def filter(self, **given):
                return Explanation.objects.filter(key=text.key, **given)

        mine = Explanation(key=text.key, language=text.language, title="y", body="y")
        insert_as_next(mine, number="version", among=Late())
        assert (taken.version, mine.version) == (2, 3)
        broken = Explanation(
            key=text.key, language=text.language, published_from="2026-12-02", published_until="2026-12-01"
        )
        with pytest.raises(IntegrityError):
            insert_as_next(broken, number="version", among=Explanation.objects.filter(key=text.key))


class TestReading:
    def test_as_families_see_it_with_its_level(self, client, physician):
        text = make_explanation(approved=False, body="## 見出し\n\n- [ ] 聞くこと {{ draft_days }}")
        client.force_login(physician)
        for shown in (
            read(client, text),
            client.get(address(Explanation, "change", text.pk)).content.decode(),
        ):
            assert "<h3>見出し</h3>" in shown
            assert '<li class="tick">聞くこと 28</li>' in shown
            assert "1文" in shown

    def test_what_changed_since_the_version_before(self, root):
        text = make_explanation(body="上限は五万円です。\n\nかわらない文。")
        newer = make_explanation(key=text.key, version=2, body="上限は六万円です。\n\nかわらない文。")
        shown = read(root, newer)
        assert "<del>五</del>" in shown
        assert "<ins>六</ins>" in shown
        assert "<td>かわらない文。</td>" in shown
        assert shown.count("<del>") == 1
        make_explanation(key=text.key, version=3, title="別の題", approved=False)
        assert "別" in read(root, newer, "?with=3")
        for odd in ("?with=x", "?with=99", "?with=²", f"?with={'9' * 40}"):
            read(root, newer, odd)
        assert "比べる版がありません" in read(root, make_explanation())

    def test_the_languages_side_by_side(self, root):
        text = make_explanation(title="題")
        make_explanation(key=text.key, language="en", title="A title")
        make_explanation(key=text.key, language="en", version=2, title="A newer title", approved=False)
        shown = root.get(f"/admin/intake/explanation/{text.pk}/languages/").content.decode()
        assert shown.index("題") < shown.index("A newer title")
        assert "A title" not in shown
        assert "この言語の文章はありません：やさしい日本語" in shown

    def test_the_list_says_in_which_state_each_is(self, root, django_assert_max_num_queries):
        text = make_explanation()
        make_explanation(key=text.key, version=2)
        make_explanation(key=text.key, version=3, approved=False)
        make_explanation(published_from="2099-01-01")
        make_explanation(published_until="2026-01-01")
        with django_assert_max_num_queries(12):
            shown = root.get(address(Explanation, "changelist")).content.decode()
        for state in ("第2版に替わりました", "使用中", "未承認", "2099-01-01から", "終了"):
            assert state in shown


class TestTakenBack:
    def test_from_now_on_it_is_shown_no_more_and_no_older_one_instead(self, client, physician):
        text = make_explanation(public=True)
        newer = make_explanation(key=text.key, version=2, public=True)
        client.force_login(physician)
        today = timezone.localdate()
        assert Explanation.objects.public_pages(["ja"], today) == [newer]
        assert "取り下げました" in act(client, "take_back", newer)
        assert Explanation.objects.filter(key=text.key).public_pages(["ja"], today) == []
        assert "もともと表示していません" in act(client, "take_back", newer)

    def test_one_for_a_later_day_leaves_the_older_one_until_then(self):
        text = make_explanation()
        newer = make_explanation(key=text.key, version=2, published_from="2026-12-24")
        texts = Explanation.objects.filter(key=text.key)
        assert texts.current("ja", timezone.datetime(2026, 12, 23).date()) == [text]
        assert texts.current("ja", timezone.datetime(2026, 12, 24).date()) == [newer]
