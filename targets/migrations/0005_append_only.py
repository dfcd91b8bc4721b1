from django.db import migrations

from accounts.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("targets", "0004_way_of_change")]

    operations = [
        AppendOnly("targets_historicaltarget"),
        AppendOnly("targets_historicalschedule"),
        AppendOnly("targets_historicalpastfigure"),
        AppendOnly("targets_historicalgoalchange"),
        AppendOnly("targets_historicalproposal"),
        AppendOnly("targets_historicalcorrection"),
        AppendOnly("targets_measurementversion", "measurement_id"),
    ]
