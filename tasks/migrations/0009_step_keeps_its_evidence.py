"""Which files prove a step is as append-only as the step itself."""

from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("tasks", "0008_order_keeps_its_mark")]

    operations = [AppendOnly("tasks_step_evidence")]
