from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tasks", "0004_way_of_change")]

    operations = [
        AppendOnly("tasks_historicaltask"),
        AppendOnly("tasks_historicalresponsibility"),
        AppendOnly("tasks_progressnoteversion", "progress_note_id"),
    ]
