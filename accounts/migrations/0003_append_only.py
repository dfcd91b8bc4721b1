from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_way_of_change")]

    operations = [
        AppendOnly("accounts_historicalunit"),
        AppendOnly("accounts_historicaluser"),
        AppendOnly("accounts_historicalmembership"),
    ]
