"""Tables for a spreadsheet: right letters, no formulas, leads only, and each case remembers it."""

import csv
import io

import pytest

from consult.models import Case, Event
from consult.spreadsheets import as_csv
from tests.consult.many_cases import many_cases
from tests.factory import SON, submit_case


def read(lines) -> list[list[str]]:
    """As a spreadsheet reads the bytes of the file."""
    return list(csv.reader(io.StringIO("".join(lines).encode().decode("utf-8-sig"), newline="")))


@pytest.mark.engine_free
class TestTable:
    def test_what_goes_in_comes_out(self):
        rows = [["参照番号", 3, 2.5, None, 'a,"b"', "二行\nある"], ["-", "", 0, -1, "渡邉", "ok"]]
        assert read(as_csv(["一"] * 6, rows))[1:] == [
            ["参照番号", "3", "2.5", "", 'a,"b"', "二行\nある"],
            ["'-", "", "0", "-1", "渡邉", "ok"],
        ]

    @pytest.mark.parametrize(
        "cell",
        ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠a", " =1", "\u3000＝1"],
    )
    def test_nothing_runs(self, cell):
        assert read(as_csv([cell], [[cell]])) == [[f"'{cell}"], [f"'{cell}"]]

    def test_excel_is_told_the_encoding(self):
        assert "".join(as_csv(["一"], [])).encode().startswith(b"\xef\xbb\xbf")


@pytest.mark.django_db
class TestFromTheQueue:
    def test_a_lead_takes_the_list_along_as_it_is_narrowed(self, aoki, honda, client):
        case = submit_case()
        many_cases(2, priority="urgent")
        client.force_login(honda.user)
        answer = client.post("/desk/cases.csv?list=all&counselor=" + str(aoki.pk))
        header, row = read(part.decode() for part in answer.streaming_content)
        assert header[0] == "受付番号"
        assert (row[0], aoki.display_name in row) == (case.reference, True)
        for words in (SON["message"], SON["contact_name"], SON["email"]):
            assert words not in "".join(row)
        [event] = Event.objects.filter(kind="exported")
        assert (event.case, event.actor) == (case, honda.user)

    def test_a_counselor_may_not(self, case, aoki, client):
        client.force_login(aoki.user)
        assert client.post("/desk/cases.csv").status_code == 403
        assert not Event.objects.filter(kind="exported").exists()
        assert "cases.csv" not in client.get("/desk/").content.decode()

    def test_by_a_link_nothing_is_exported(self, honda, client):
        client.force_login(honda.user)
        assert client.get("/desk/cases.csv").status_code == 405
        assert Case.objects.count() == 0
