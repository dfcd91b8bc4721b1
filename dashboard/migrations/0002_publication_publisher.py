from django.db import migrations, models


class Migration(migrations.Migration):
    """A publication keeps its publisher's name as it was, whatever the account is called later."""

    dependencies = [("dashboard", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="publisher",
            field=models.CharField(
                default="", help_text="发布时的姓名", max_length=150, verbose_name="发布人"
            ),
            preserve_default=False,
        ),
    ]
