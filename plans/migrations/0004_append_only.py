from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_way_of_change")]

    operations = [
        AppendOnly("plans_historicalplan"),
        AppendOnly("plans_historicalreportingperiod"),
    ]
