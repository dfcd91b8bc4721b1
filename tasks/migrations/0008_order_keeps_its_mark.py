from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from accounts.append_only import AppendOnly


def take_the_plans(apps, schema_editor):
    """What was issued until now bears the mark its plan has today."""
    orders = apps.get_model("tasks", "SupervisionOrder").objects
    plans = apps.get_model("plans", "Plan").objects.filter(pk=OuterRef("plan_id"))
    orders.filter(kind="order").update(mark=Subquery(plans.values("order_mark")[:1]))
    orders.filter(kind="help").update(mark="协调")


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0006_three_lists_and_any_plan'),
        ('tasks', '0007_three_lists_and_any_plan'),
    ]

    operations = [
        migrations.AddField(
            model_name='historicalsupervisionorder',
            name='mark',
            field=models.CharField(default='督', max_length=10, verbose_name='字号'),
        ),
        migrations.AddField(
            model_name='supervisionorder',
            name='mark',
            field=models.CharField(default='督', max_length=10, verbose_name='字号'),
        ),
        migrations.RunPython(take_the_plans, migrations.RunPython.noop),
        AppendOnly("tasks_historicalsupervisionorder"),
    ]
