"""Families read the titles of sources: "founding article" says nothing to them, day and subject do."""

from django.db import migrations

_INNER = "創刊記事（2026年5月13日）/ Founding article of 13 May 2026"
_READABLE = (
    "2026年5月13日の記事：アムシェプリの値段と、保険が始まる日 / "
    "Article of 13 May 2026: the price of Amchepry, and when coverage begins"
)


def name_readably(apps, schema_editor):
    _rename(apps, _INNER, _READABLE)


def name_as_before(apps, schema_editor):
    _rename(apps, _READABLE, _INNER)


def _rename(apps, old, new):
    # Only what was shipped: a title that an admin wrote stays.
    apps.get_model("intake", "Coverage").objects.filter(source_title=old).update(source_title=new)
    apps.get_model("intake", "Source").objects.filter(title=old).update(title=new)


class Migration(migrations.Migration):
    dependencies = [("intake", "0011_personal_data_sealed")]
    operations = [migrations.RunPython(name_readably, name_as_before)]
