"""A database that was away for a moment: workers go on with the next task, not a thousand tasks later."""

import pytest
from celery.signals import task_prerun
from django.db import DatabaseError, connection, transaction

from consult import celery as celery
from consult.models import FollowUp


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_leaves_a_connection_that_died():
    assert FollowUp.objects.count() == 0
    connection.connection.close()
    with pytest.raises(DatabaseError):
        FollowUp.objects.count()
    task_prerun.send(sender=None)
    with transaction.atomic():
        assert FollowUp.objects.count() == 0
