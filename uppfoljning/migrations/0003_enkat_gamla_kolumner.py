import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from kvalitet.migrering import Tillsammans


class Migration(migrations.Migration):
    """Answers stand in rows of their own now: the columns of the three questions go."""

    dependencies = [
        ('uppfoljning', '0002_uppfoljning_pa_djupet'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tillsammans(
            operations=[
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
                migrations.AddField(
                    model_name='undersokning',
                    name='kraver_kod',
                    field=models.BooleanField(default=False, verbose_name='bara med kod'),
                ),
                migrations.CreateModel(
                    name='Kodomgang',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('antal', models.PositiveIntegerField(verbose_name='antal koder')),
                        ('skapad', models.DateTimeField()),
                        ('ersatt', models.DateTimeField(blank=True, null=True, verbose_name='ersatt')),
                        ('token_hmac', models.CharField(max_length=64, unique=True)),
                        ('undersokning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kodomgangar', to='uppfoljning.undersokning')),
                    ],
                    options={
                        'verbose_name': 'kodomgång',
                        'verbose_name_plural': 'kodomgångar',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Svarskod',
                    fields=[
                        ('kod_hmac', models.CharField(editable=False, max_length=64, primary_key=True, serialize=False)),
                        ('omgang', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='koder', to='uppfoljning.kodomgang')),
                    ],
                    options={
                        'verbose_name': 'svarskod',
                        'verbose_name_plural': 'svarskoder',
                    },
                ),
                migrations.CreateModel(
                    name='Textsammanfattning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.TextField(max_length=1500, verbose_name='sammanfattning')),
                        ('tid', models.DateTimeField()),
                        ('av', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('undersokning', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='textsammanfattning', to='uppfoljning.undersokning')),
                    ],
                    options={
                        'verbose_name': 'textsammanfattning',
                        'verbose_name_plural': 'textsammanfattningar',
                    },
                ),
                migrations.CreateModel(
                    name='Texttema',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('namn', models.CharField(max_length=80, verbose_name='tema')),
                        ('undersokning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teman', to='uppfoljning.undersokning')),
                    ],
                    options={
                        'verbose_name': 'texttema',
                        'verbose_name_plural': 'textteman',
                        'ordering': ['namn', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Temamarkning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tid', models.DateTimeField()),
                        ('av', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('fragesvar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='temamarkningar', to='uppfoljning.fragesvar')),
                        ('tema', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='markningar', to='uppfoljning.texttema')),
                    ],
                    options={
                        'verbose_name': 'temamärkning',
                        'verbose_name_plural': 'temamärkningar',
                    },
                ),
                migrations.AddConstraint(
                    model_name='kodomgang',
                    constraint=models.CheckConstraint(condition=models.Q(('antal__gt', 0)), name='kodomgang_har_koder', violation_error_message='Skapa minst en kod.'),
                ),
                migrations.AddConstraint(
                    model_name='textsammanfattning',
                    constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='textsammanfattning_har_text', violation_error_message='Skriv vad ni ser i texterna.'),
                ),
                migrations.AddConstraint(
                    model_name='texttema',
                    constraint=models.UniqueConstraint(models.F('undersokning'), django.db.models.functions.text.Lower('namn'), name='texttema_eget_namn', violation_error_message='Temat finns redan.'),
                ),
                migrations.AddConstraint(
                    model_name='texttema',
                    constraint=models.CheckConstraint(condition=models.Q(('namn', ''), _negated=True), name='texttema_har_namn', violation_error_message='Skriv vad temat heter.'),
                ),
                migrations.AddConstraint(
                    model_name='temamarkning',
                    constraint=models.UniqueConstraint(fields=('fragesvar', 'tema'), name='temamarkning_en_gang', violation_error_message='Texten har redan temat.'),
                ),
                migrations.CreateModel(
                    name='Klarmarkering',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('avtryck', models.CharField(max_length=64)),
                        ('tid', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'klarmarkering',
                        'verbose_name_plural': 'klarmarkeringar',
                    },
                ),
                migrations.AddField(
                    model_name='malbedomning',
                    name='avtryck',
                    field=models.CharField(blank=True, default='', editable=False, max_length=64),
                ),
                migrations.AddField(
                    model_name='klarmarkering',
                    name='av',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='klarmarkering',
                    name='indikator',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cykel.indikator'),
                ),
                migrations.AddField(
                    model_name='klarmarkering',
                    name='varv',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='klarmarkeringar', to='cykel.varv'),
                ),
                migrations.AddConstraint(
                    model_name='klarmarkering',
                    constraint=models.UniqueConstraint(fields=('varv', 'indikator'), name='klarmarkering_en_per_indikator', violation_error_message='Värdet är redan klarmarkerat.'),
                ),
                migrations.AddConstraint(
                    model_name='klarmarkering',
                    constraint=models.CheckConstraint(condition=models.Q(('avtryck', ''), _negated=True), name='klarmarkering_av_ett_varde', violation_error_message='Det finns inget värde att klarmarkera.'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='temamarkning',
                    trigger=pgtrigger.compiler.Trigger(name='temamarkning_egen_undersokning', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    if not exists (\n                        select from uppfoljning_fragesvar f\n                        join uppfoljning_svar s on s.nyckel = f.svar_id\n                        join uppfoljning_texttema t on t.undersokning_id = s.undersokning_id\n                        where f.nyckel = new.fragesvar_id and t.id = new.tema_id and f.text <> \'\'\n                    ) then\n                        raise exception \'texten hör inte dit, "temamarkning_egen_undersokning"\'\n                            using errcode = \'check_violation\';\n                    end if;\n                    return new;\n                ', hash='369927658ea275f3258bd20b53ad6970d538de14', operation='INSERT OR UPDATE', pgid='pgtrigger_temamarkning_egen_undersokning_2d552', table='uppfoljning_temamarkning', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='malbedomning',
                    trigger=pgtrigger.compiler.Trigger(name='last_runda', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            if tg_op = 'UPDATE' then if not (new.bedomning is distinct from old.bedomning or new.prognos is distinct from old.prognos or new.trend is distinct from old.trend or new.motivering is distinct from old.motivering or new.fungerade_inte is distinct from old.fungerade_inte or new.orsak is distinct from old.orsak or new.avviker_skal is distinct from old.avviker_skal or new.klar is distinct from old.klar) then return new; end if; end if;\n            if exists (\n                select from cykel_varv v\n                join cykel_verksamhetsplan p on p.id = v.plan_id\n                join cykel_rundlas l on l.tillfalle_id = v.tillfalle_id\n                    and l.namnd_id = p.namnd_id and l.havd is null\n                where v.id = new.varv_id and v.godkand is null and p.fas = 'folja_upp'\n            ) and not exists (\n                select from cykel_delopning d\n                where d.varv_id = new.varv_id and d.slag = 'mal' and d.mal_id = new.mal_id and d.till_och_med >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) and not exists (\n                select from cykel_aterskick d\n                where d.varv_id = new.varv_id and d.slag = 'mal' and d.mal_id = new.mal_id and d.gjord is null\n                    and d.senast >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) then\n                raise exception 'uppföljningen är låst för nämnden'\n                    using errcode = 'check_violation', constraint = 'last_runda';\n            end if;\n            return new;\n        ", hash='89dbf33876a9c96560ed3c8581102ca1a82ca97a', operation='INSERT OR UPDATE', pgid='pgtrigger_last_runda_d9e2c', table='uppfoljning_malbedomning', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='rostgenomgang',
                    trigger=pgtrigger.compiler.Trigger(name='last_runda', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            if tg_op = 'UPDATE' then if not (new.slutsats is distinct from old.slutsats) then return new; end if; end if;\n            if exists (\n                select from cykel_varv v\n                join cykel_verksamhetsplan p on p.id = v.plan_id\n                join cykel_rundlas l on l.tillfalle_id = v.tillfalle_id\n                    and l.namnd_id = p.namnd_id and l.havd is null\n                where v.id = new.varv_id and v.godkand is null and p.fas = 'folja_upp'\n            ) and not exists (\n                select from cykel_delopning d\n                where d.varv_id = new.varv_id and d.slag = new.vad and d.till_och_med >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) and not exists (\n                select from cykel_aterskick d\n                where d.varv_id = new.varv_id and d.slag = new.vad and d.gjord is null\n                    and d.senast >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) then\n                raise exception 'uppföljningen är låst för nämnden'\n                    using errcode = 'check_violation', constraint = 'last_runda';\n            end if;\n            return new;\n        ", hash='db0635c17a8eaa8f39a8416cddb62fbbd0125c61', operation='INSERT OR UPDATE', pgid='pgtrigger_last_runda_a0146', table='uppfoljning_rostgenomgang', when='BEFORE')),
                ),
            ],
        ),
    ]
