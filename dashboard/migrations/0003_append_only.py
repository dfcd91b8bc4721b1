from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("dashboard", "0002_reporting_month")]

    operations = [
        AppendOnly("dashboard_publication"),
    ]
