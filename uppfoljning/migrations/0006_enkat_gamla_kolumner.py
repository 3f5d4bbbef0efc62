import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Answers stand in rows of their own now: the columns of the three questions go."""

    dependencies = [
        ('uppfoljning', '0005_enkat'),
    ]

    operations = [
        migrations.AlterField(
            model_name='svar',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='svar', to='uppfoljning.enkatversion'),
        ),
        migrations.RemoveConstraint(
            model_name='svar',
            name='svar_ett_till_tio',
        ),
        migrations.RemoveField(
            model_name='svar',
            name='forvantan',
        ),
        migrations.RemoveField(
            model_name='svar',
            name='fritext',
        ),
        migrations.RemoveField(
            model_name='svar',
            name='ideal',
        ),
        migrations.RemoveField(
            model_name='svar',
            name='nojd',
        ),
    ]
