import django.db.models.deletion
import kvalitet.databas
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from kvalitet.migrering import Tillsammans


def utan_berakning(apps, schema_editor):
    """Until now "beräknas" said nothing of how: such values were entered by hand, and still are."""
    apps.get_model("cykel", "Indikator").objects.filter(kalla="beraknad").update(kalla="manuell")


class Migration(migrations.Migration):

    dependencies = [
        ('cykel', '0001_initial'),
        ('kvalitet', '0002_tabeller'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tillsammans(
            operations=[
                pgtrigger.migrations.RemoveTrigger(
                    model_name='indikator',
                    name='historik_fore',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='indikator',
                    name='historik_efter',
                ),
                pgtrigger.migrations.RemoveTrigger(
                    model_name='indikator',
                    name='historik_borttagen',
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='berakning',
                    field=models.CharField(blank=True, choices=[('svar_i_tid', 'Andel synpunkter som fick svar i tid, i procent'), ('median_dagar', 'Mediantid från synpunkt till svar, i dagar'), ('klagomal', 'Klagomål per 1 000 användare'), ('aktiviteter', 'Andel av planens aktiviteter som är klara i tid, i procent')], default='', max_length=12, verbose_name='beräkning'),
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='namnare',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='taljare', to='cykel.indikator', verbose_name='antal användare'),
                ),
                migrations.AddField(
                    model_name='indikatorhistorik',
                    name='berakning',
                    field=models.CharField(blank=True, choices=[('svar_i_tid', 'Andel synpunkter som fick svar i tid, i procent'), ('median_dagar', 'Mediantid från synpunkt till svar, i dagar'), ('klagomal', 'Klagomål per 1 000 användare'), ('aktiviteter', 'Andel av planens aktiviteter som är klara i tid, i procent')], default='', max_length=12, verbose_name='beräkning'),
                ),
                migrations.AddField(
                    model_name='indikatorhistorik',
                    name='namnare',
                    field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='cykel.indikator', verbose_name='antal användare'),
                ),
                migrations.AlterField(
                    model_name='indikatorhistorik',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='namn_definition_matt_riktning_kalla_kolada_id_berakning_namnare_frekvens_agare_decimaler_konsuppdelad_skal_ej_kon_radhistoriks', to='cykel.indikator'),
                ),
                migrations.CreateModel(
                    name='Definitionsversion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nummer', models.PositiveSmallIntegerField(verbose_name='nummer')),
                        ('definition', models.TextField(verbose_name='definition')),
                        ('matt', models.CharField(max_length=40, verbose_name='mått')),
                        ('galler_fran', models.DateField(blank=True, null=True, verbose_name='gäller från och med')),
                        ('skal', models.CharField(blank=True, default='', max_length=200, verbose_name='skäl')),
                        ('tid', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'version av definitionen',
                        'verbose_name_plural': 'versioner av definitionen',
                    },
                ),
                migrations.CreateModel(
                    name='Seriebrott',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('datum', models.DateField(verbose_name='första dagen i den nya serien')),
                        ('orsak', models.CharField(max_length=200, verbose_name='orsak')),
                        ('tid', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'seriebrott',
                        'verbose_name_plural': 'seriebrott',
                    },
                ),
                migrations.CreateModel(
                    name='SeriebrottHistorik',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('transaktion', models.UUIDField(db_default=kvalitet.databas.Transaktion(), editable=False)),
                        ('datum', models.DateField(verbose_name='första dagen i den nya serien')),
                        ('orsak', models.CharField(max_length=200, verbose_name='orsak')),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='hogst',
                    field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='högsta möjliga värde'),
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='lagst',
                    field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='lägsta möjliga värde'),
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='regi',
                    field=models.CharField(choices=[('bada', 'Egen regi och privat'), ('egen', 'Bara egen regi'), ('privat', 'Bara privat')], default='bada', max_length=6, verbose_name='vem som driver'),
                ),
                migrations.AddField(
                    model_name='indikator',
                    name='utgava',
                    field=models.PositiveIntegerField(default=1, editable=False, verbose_name='utgåva'),
                ),
                migrations.AddField(
                    model_name='indikatorhistorik',
                    name='hogst',
                    field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='högsta möjliga värde'),
                ),
                migrations.AddField(
                    model_name='indikatorhistorik',
                    name='lagst',
                    field=models.DecimalField(blank=True, decimal_places=4, max_digits=16, null=True, verbose_name='lägsta möjliga värde'),
                ),
                migrations.AddField(
                    model_name='indikatorhistorik',
                    name='regi',
                    field=models.CharField(choices=[('bada', 'Egen regi och privat'), ('egen', 'Bara egen regi'), ('privat', 'Bara privat')], default='bada', max_length=6, verbose_name='vem som driver'),
                ),
                migrations.AlterField(
                    model_name='indikatorhistorik',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='namn_definition_matt_riktning_kalla_kolada_id_berakning_namnare_frekvens_agare_decimaler_konsuppdelad_skal_ej_kon_regi_lagst_hogst_radhistoriks', to='cykel.indikator'),
                ),
                migrations.AddConstraint(
                    model_name='indikator',
                    constraint=models.CheckConstraint(condition=models.Q(('lagst__isnull', True), ('hogst__isnull', True), ('hogst__gt', models.F('lagst')), _connector='OR'), name='indikator_granser_ratt_vag', violation_error_message='Det högsta möjliga värdet ska vara högre än det lägsta.'),
                ),
                migrations.AddField(
                    model_name='definitionsversion',
                    name='av',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='definitionsversion',
                    name='indikator',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitioner', to='cykel.indikator'),
                ),
                migrations.AddField(
                    model_name='seriebrott',
                    name='av',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='seriebrott',
                    name='definition',
                    field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seriebrott', to='cykel.definitionsversion'),
                ),
                migrations.AddField(
                    model_name='seriebrott',
                    name='indikator',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seriebrott', to='cykel.indikator'),
                ),
                migrations.AddField(
                    model_name='seriebrotthistorik',
                    name='pgh_obj',
                    field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='datum_orsak_radhistoriks', to='cykel.seriebrott'),
                ),
                migrations.AddConstraint(
                    model_name='definitionsversion',
                    constraint=models.UniqueConstraint(fields=('indikator', 'nummer'), name='definitionsversion_eget_nummer', violation_error_message='Versionen finns redan.'),
                ),
                migrations.AddConstraint(
                    model_name='definitionsversion',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('galler_fran__isnull', True), ('nummer', 1)), models.Q(('galler_fran__isnull', False), ('nummer__gt', 1), models.Q(('skal', ''), _negated=True)), _connector='OR'), name='definitionsversion_dag_och_skal', violation_error_message='Skriv från vilken dag definitionen gäller, och varför.'),
                ),
                migrations.AddConstraint(
                    model_name='seriebrott',
                    constraint=models.UniqueConstraint(fields=('indikator', 'datum'), name='seriebrott_ett_per_dag', violation_error_message='Det finns redan ett seriebrott den dagen.'),
                ),
                migrations.AddConstraint(
                    model_name='seriebrott',
                    constraint=models.CheckConstraint(condition=models.Q(('orsak', ''), _negated=True), name='seriebrott_har_orsak', violation_error_message='Skriv vad som ändrades i mätningen.'),
                ),
                migrations.AddIndex(
                    model_name='seriebrotthistorik',
                    index=models.Index(fields=['transaktion'], name='seriebrotthistorik_tx'),
                ),
                migrations.AddField(
                    model_name='styrmodell',
                    name='delvis_fran',
                    field=models.PositiveSmallIntegerField(default=90, verbose_name='gräns för delvis uppfyllt, procent'),
                ),
                migrations.AddField(
                    model_name='styrmodell',
                    name='forslagsregel',
                    field=models.CharField(choices=[('standard', 'Hur många indikatorer som når målvärdet'), ('andel', 'Hur stor del av målvärdet som är nådd')], default='standard', max_length=8, verbose_name='regel för föreslagen bedömning'),
                ),
                migrations.AddConstraint(
                    model_name='styrmodell',
                    constraint=models.CheckConstraint(condition=models.Q(('delvis_fran__gte', 1), ('delvis_fran__lte', 99)), name='styrmodell_grans_i_procent', violation_error_message='Gränsen för delvis uppfyllt är 1 till 99 procent.'),
                ),
                migrations.CreateModel(
                    name='Delopning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('slag', models.CharField(choices=[('mal', 'Bedömningen av ett mål'), ('aktivitet', 'Läget för en aktivitet'), ('indikator', 'Värdet för en indikator'), ('synpunkter', 'Genomgången av synpunkter'), ('undersokningar', 'Genomgången av undersökningar')], max_length=14, verbose_name='del')),
                        ('aktivitet', models.UUIDField(blank=True, null=True)),
                        ('namn', models.CharField(max_length=400, verbose_name='del')),
                        ('skal', models.CharField(max_length=400, verbose_name='skäl')),
                        ('till_och_med', models.DateField(verbose_name='öppen till och med')),
                        ('tid', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'öppnad del',
                        'verbose_name_plural': 'öppnade delar',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Namndtider',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('enheter_senast', models.DateField(verbose_name='enheterna klara senast')),
                        ('kontor_senast', models.DateField(verbose_name='kontoret klart senast')),
                        ('namnd_senast', models.DateField(verbose_name='nämndens dag')),
                        ('andrad', models.DateTimeField()),
                    ],
                    options={
                        'verbose_name': 'nämndens tider',
                        'verbose_name_plural': 'nämndernas tider',
                    },
                ),
                migrations.CreateModel(
                    name='Rundlas',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('tid', models.DateTimeField(verbose_name='låst')),
                        ('havd', models.DateTimeField(blank=True, null=True, verbose_name='hävt')),
                    ],
                    options={
                        'verbose_name': 'låst uppföljning',
                        'verbose_name_plural': 'låsta uppföljningar',
                    },
                ),
                migrations.RemoveConstraint(
                    model_name='aterskick',
                    name='aterskick_en_del',
                ),
                migrations.AlterField(
                    model_name='aterskick',
                    name='indikator',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='cykel.indikator'),
                ),
                migrations.AlterField(
                    model_name='aterskick',
                    name='slag',
                    field=models.CharField(choices=[('mal', 'Bedömningen av ett mål'), ('aktivitet', 'Läget för en aktivitet'), ('indikator', 'Värdet för en indikator'), ('synpunkter', 'Genomgången av synpunkter'), ('undersokningar', 'Genomgången av undersökningar')], max_length=14, verbose_name='del'),
                ),
                migrations.AlterField(
                    model_name='aterskick',
                    name='varv',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='cykel.varv'),
                ),
                migrations.AddConstraint(
                    model_name='aterskick',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('aktivitet', None), ('indikator', None), ('mal__isnull', False), ('slag', 'mal')), models.Q(('aktivitet__isnull', False), ('indikator', None), ('mal', None), ('slag', 'aktivitet')), models.Q(('aktivitet', None), ('indikator__isnull', False), ('mal', None), ('slag', 'indikator')), models.Q(('aktivitet', None), ('indikator', None), ('mal', None), ('slag__in', ('synpunkter', 'undersokningar'))), _connector='OR'), name='aterskick_en_del', violation_error_message='Välj en del: ett mål, en aktivitet, en indikator eller en genomgång.'),
                ),
                migrations.AlterConstraint(
                    model_name='aterskick',
                    name='aterskick_med_skal',
                    constraint=models.CheckConstraint(condition=models.Q(('skal', ''), _negated=True), name='aterskick_med_skal', violation_error_message='Skriv varför.'),
                ),
                migrations.AddField(
                    model_name='delopning',
                    name='av',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='delopning',
                    name='indikator',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='cykel.indikator'),
                ),
                migrations.AddField(
                    model_name='delopning',
                    name='mal',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cykel.mal'),
                ),
                migrations.AddField(
                    model_name='delopning',
                    name='varv',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)s', to='cykel.varv'),
                ),
                migrations.AddField(
                    model_name='namndtider',
                    name='andrad_av',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='namndtider',
                    name='namnd',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kvalitet.namnd', verbose_name='nämnd'),
                ),
                migrations.AddField(
                    model_name='namndtider',
                    name='tillfalle',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='namndtider', to='cykel.uppfoljningstillfalle', verbose_name='uppföljning'),
                ),
                migrations.AddField(
                    model_name='rundlas',
                    name='av',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='rundlas',
                    name='havd_av',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
                ),
                migrations.AddField(
                    model_name='rundlas',
                    name='namnd',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kvalitet.namnd', verbose_name='nämnd'),
                ),
                migrations.AddField(
                    model_name='rundlas',
                    name='tillfalle',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='las', to='cykel.uppfoljningstillfalle', verbose_name='uppföljning'),
                ),
                migrations.AddConstraint(
                    model_name='delopning',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('aktivitet', None), ('indikator', None), ('mal__isnull', False), ('slag', 'mal')), models.Q(('aktivitet__isnull', False), ('indikator', None), ('mal', None), ('slag', 'aktivitet')), models.Q(('aktivitet', None), ('indikator__isnull', False), ('mal', None), ('slag', 'indikator')), models.Q(('aktivitet', None), ('indikator', None), ('mal', None), ('slag__in', ('synpunkter', 'undersokningar'))), _connector='OR'), name='delopning_en_del', violation_error_message='Välj en del: ett mål, en aktivitet, en indikator eller en genomgång.'),
                ),
                migrations.AddConstraint(
                    model_name='delopning',
                    constraint=models.CheckConstraint(condition=models.Q(('skal', ''), _negated=True), name='delopning_med_skal', violation_error_message='Skriv varför.'),
                ),
                migrations.AddConstraint(
                    model_name='namndtider',
                    constraint=models.UniqueConstraint(fields=('tillfalle', 'namnd'), name='namndtider_en_gang', violation_error_message='Nämnden har redan egna tider i uppföljningen.'),
                ),
                migrations.AddConstraint(
                    model_name='namndtider',
                    constraint=models.CheckConstraint(condition=models.Q(('kontor_senast__gte', models.F('enheter_senast')), ('namnd_senast__gte', models.F('kontor_senast'))), name='namndtider_i_ordning', violation_error_message='Dagarna ska komma i ordning: enheterna först, sedan kontoret, sedan nämnden.'),
                ),
                migrations.AddConstraint(
                    model_name='rundlas',
                    constraint=models.UniqueConstraint(condition=models.Q(('havd__isnull', True)), fields=('tillfalle', 'namnd'), name='rundlas_ett_i_taget', violation_error_message='Uppföljningen är redan låst för nämnden.'),
                ),
                migrations.AddConstraint(
                    model_name='rundlas',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('havd__isnull', True), ('havd_av__isnull', True)), models.Q(('havd__gte', models.F('tid')), ('havd_av__isnull', False)), _connector='OR'), name='rundlas_havs_av_nagon', violation_error_message='Den som häver låset står med, efter att det sattes.'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='indikator',
                    trigger=pgtrigger.compiler.Trigger(name='historik_fore', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agare_id" IS DISTINCT FROM (NEW."agare_id") OR OLD."berakning" IS DISTINCT FROM (NEW."berakning") OR OLD."decimaler" IS DISTINCT FROM (NEW."decimaler") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."frekvens" IS DISTINCT FROM (NEW."frekvens") OR OLD."hogst" IS DISTINCT FROM (NEW."hogst") OR OLD."kalla" IS DISTINCT FROM (NEW."kalla") OR OLD."kolada_id" IS DISTINCT FROM (NEW."kolada_id") OR OLD."konsuppdelad" IS DISTINCT FROM (NEW."konsuppdelad") OR OLD."lagst" IS DISTINCT FROM (NEW."lagst") OR OLD."matt" IS DISTINCT FROM (NEW."matt") OR OLD."namn" IS DISTINCT FROM (NEW."namn") OR OLD."namnare_id" IS DISTINCT FROM (NEW."namnare_id") OR OLD."regi" IS DISTINCT FROM (NEW."regi") OR OLD."riktning" IS DISTINCT FROM (NEW."riktning") OR OLD."skal_ej_kon" IS DISTINCT FROM (NEW."skal_ej_kon"))', func='INSERT INTO "cykel_indikatorhistorik" ("agare_id", "berakning", "decimaler", "definition", "frekvens", "hogst", "kalla", "kolada_id", "konsuppdelad", "lagst", "matt", "namn", "namnare_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regi", "riktning", "skal_ej_kon") VALUES (OLD."agare_id", OLD."berakning", OLD."decimaler", OLD."definition", OLD."frekvens", OLD."hogst", OLD."kalla", OLD."kolada_id", OLD."konsuppdelad", OLD."lagst", OLD."matt", OLD."namn", OLD."namnare_id", NOW(), \'fore\', OLD."id", OLD."regi", OLD."riktning", OLD."skal_ej_kon"); RETURN NULL;', hash='9d5502fe15f650c782a2ecac5abd6612f8c66253', operation='UPDATE', pgid='pgtrigger_historik_fore_278c3', table='cykel_indikator', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='indikator',
                    trigger=pgtrigger.compiler.Trigger(name='historik_efter', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."agare_id" IS DISTINCT FROM (NEW."agare_id") OR OLD."berakning" IS DISTINCT FROM (NEW."berakning") OR OLD."decimaler" IS DISTINCT FROM (NEW."decimaler") OR OLD."definition" IS DISTINCT FROM (NEW."definition") OR OLD."frekvens" IS DISTINCT FROM (NEW."frekvens") OR OLD."hogst" IS DISTINCT FROM (NEW."hogst") OR OLD."kalla" IS DISTINCT FROM (NEW."kalla") OR OLD."kolada_id" IS DISTINCT FROM (NEW."kolada_id") OR OLD."konsuppdelad" IS DISTINCT FROM (NEW."konsuppdelad") OR OLD."lagst" IS DISTINCT FROM (NEW."lagst") OR OLD."matt" IS DISTINCT FROM (NEW."matt") OR OLD."namn" IS DISTINCT FROM (NEW."namn") OR OLD."namnare_id" IS DISTINCT FROM (NEW."namnare_id") OR OLD."regi" IS DISTINCT FROM (NEW."regi") OR OLD."riktning" IS DISTINCT FROM (NEW."riktning") OR OLD."skal_ej_kon" IS DISTINCT FROM (NEW."skal_ej_kon"))', func='INSERT INTO "cykel_indikatorhistorik" ("agare_id", "berakning", "decimaler", "definition", "frekvens", "hogst", "kalla", "kolada_id", "konsuppdelad", "lagst", "matt", "namn", "namnare_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regi", "riktning", "skal_ej_kon") VALUES (NEW."agare_id", NEW."berakning", NEW."decimaler", NEW."definition", NEW."frekvens", NEW."hogst", NEW."kalla", NEW."kolada_id", NEW."konsuppdelad", NEW."lagst", NEW."matt", NEW."namn", NEW."namnare_id", NOW(), \'efter\', NEW."id", NEW."regi", NEW."riktning", NEW."skal_ej_kon"); RETURN NULL;', hash='8970352591fea4d770bc2d5148938ce0214c69cc', operation='UPDATE', pgid='pgtrigger_historik_efter_eb3ce', table='cykel_indikator', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='indikator',
                    trigger=pgtrigger.compiler.Trigger(name='historik_borttagen', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cykel_indikatorhistorik" ("agare_id", "berakning", "decimaler", "definition", "frekvens", "hogst", "kalla", "kolada_id", "konsuppdelad", "lagst", "matt", "namn", "namnare_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "regi", "riktning", "skal_ej_kon") VALUES (OLD."agare_id", OLD."berakning", OLD."decimaler", OLD."definition", OLD."frekvens", OLD."hogst", OLD."kalla", OLD."kolada_id", OLD."konsuppdelad", OLD."lagst", OLD."matt", OLD."namn", OLD."namnare_id", NOW(), \'borttagen\', OLD."id", OLD."regi", OLD."riktning", OLD."skal_ej_kon"); RETURN NULL;', hash='aceee357fc50629880b245636fd563fa87b4fd10', operation='DELETE', pgid='pgtrigger_historik_borttagen_83e1d', table='cykel_indikator', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='seriebrott',
                    trigger=pgtrigger.compiler.Trigger(name='historik_fore', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."datum" IS DISTINCT FROM (NEW."datum") OR OLD."orsak" IS DISTINCT FROM (NEW."orsak"))', func='INSERT INTO "cykel_seriebrotthistorik" ("datum", "orsak", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."datum", OLD."orsak", NOW(), \'fore\', OLD."id"); RETURN NULL;', hash='9e8a9e941e8f22882a7c8f0532794dd3080b083a', operation='UPDATE', pgid='pgtrigger_historik_fore_ff478', table='cykel_seriebrott', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='seriebrott',
                    trigger=pgtrigger.compiler.Trigger(name='historik_efter', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."datum" IS DISTINCT FROM (NEW."datum") OR OLD."orsak" IS DISTINCT FROM (NEW."orsak"))', func='INSERT INTO "cykel_seriebrotthistorik" ("datum", "orsak", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."datum", NEW."orsak", NOW(), \'efter\', NEW."id"); RETURN NULL;', hash='051b0633e78dfd54022ec2227b34ddecdba6925e', operation='UPDATE', pgid='pgtrigger_historik_efter_c84f7', table='cykel_seriebrott', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='seriebrott',
                    trigger=pgtrigger.compiler.Trigger(name='historik_borttagen', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "cykel_seriebrotthistorik" ("datum", "orsak", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."datum", OLD."orsak", NOW(), \'borttagen\', OLD."id"); RETURN NULL;', hash='6f12e538339258daad1c9e87d46cff7ed55f8a4e', operation='DELETE', pgid='pgtrigger_historik_borttagen_25933', table='cykel_seriebrott', when='AFTER')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='seriebrotthistorik',
                    trigger=pgtrigger.compiler.Trigger(name='ingen_andring', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2e8c2d459fb86389b9cdec094f3a13f93d7a03d1', operation='UPDATE OR DELETE', pgid='pgtrigger_ingen_andring_3ccfb', table='cykel_seriebrotthistorik', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='seriebrotthistorik',
                    trigger=pgtrigger.compiler.Trigger(name='ingen_tomning', sql=pgtrigger.compiler.UpsertTriggerSql(func="raise exception 'tabellen är bara till för tillägg';", hash='de3661decb3f5f2a76822ca070f197ab2cc0346d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_ingen_tomning_1b610', table='cykel_seriebrotthistorik', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='aktivitetslage',
                    trigger=pgtrigger.compiler.Trigger(name='last_runda', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            \n            if exists (\n                select from cykel_varv v\n                join cykel_verksamhetsplan p on p.id = v.plan_id\n                join cykel_rundlas l on l.tillfalle_id = v.tillfalle_id\n                    and l.namnd_id = p.namnd_id and l.havd is null\n                where v.id = new.varv_id and v.godkand is null and p.fas = 'folja_upp'\n            ) and not exists (\n                select from cykel_delopning d\n                where d.varv_id = new.varv_id and d.slag = 'aktivitet' and d.aktivitet = new.aktivitet and d.till_och_med >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) and not exists (\n                select from cykel_aterskick d\n                where d.varv_id = new.varv_id and d.slag = 'aktivitet' and d.aktivitet = new.aktivitet and d.gjord is null\n                    and d.senast >= (new.tid at time zone 'Europe/Stockholm')::date\n            ) then\n                raise exception 'uppföljningen är låst för nämnden'\n                    using errcode = 'check_violation', constraint = 'last_runda';\n            end if;\n            return new;\n        ", hash='086397bc67a1660b2239c0ee5995947a0a9601a0', operation='INSERT OR UPDATE', pgid='pgtrigger_last_runda_4ffd8', table='cykel_aktivitetslage', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='uppfoljningstillfalle',
                    trigger=pgtrigger.compiler.Trigger(name='rymmer_namnderna', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    if exists (\n                        select from cykel_namndtider n where n.tillfalle_id = new.id\n                        and (n.enheter_senast < new.oppnar or n.namnd_senast > new.stanger)\n                    ) then\n                        raise exception 'nämndernas dagar ligger utanför uppföljningens'\n                            using errcode = 'check_violation',\n                            constraint = 'tillfalle_rymmer_namnderna';\n                    end if;\n                    return new;\n                ", hash='64a12399d80c22c6afec1815558cfa9512c7ebd5', operation='UPDATE OF "oppnar", "stanger"', pgid='pgtrigger_rymmer_namnderna_8d318', table='cykel_uppfoljningstillfalle', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='delopning',
                    trigger=pgtrigger.compiler.Trigger(name='ingen_borttagning', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='7d86557a6beeaaae441f7f57ed4800fb01b31621', operation='DELETE', pgid='pgtrigger_ingen_borttagning_61192', table='cykel_delopning', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='namndtider',
                    trigger=pgtrigger.compiler.Trigger(name='inom_tillfallet', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    perform 1 from cykel_uppfoljningstillfalle t\n                    where t.id = new.tillfalle_id\n                    and new.enheter_senast >= t.oppnar and new.namnd_senast <= t.stanger\n                    for share;\n                    if not found then\n                        raise exception 'nämndens dagar ligger utanför uppföljningens'\n                            using errcode = 'check_violation',\n                            constraint = 'namndtider_inom_tillfallet';\n                    end if;\n                    return new;\n                ", hash='13e71e8b4b71a527cee805b07247edfafca469ad', operation='INSERT OR UPDATE', pgid='pgtrigger_inom_tillfallet_8b291', table='cykel_namndtider', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='rundlas',
                    trigger=pgtrigger.compiler.Trigger(name='ingen_borttagning', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e899adc07bce287779f7bc1f02ac0525aec94824', operation='DELETE', pgid='pgtrigger_ingen_borttagning_c78ee', table='cykel_rundlas', when='BEFORE')),
                ),
            ],
        ),
        migrations.RunPython(utan_berakning, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='indikator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kalla', 'beraknad'), models.Q(('berakning', ''), _negated=True)), models.Q(models.Q(('kalla', 'beraknad'), _negated=True), ('berakning', '')), _connector='OR'), name='indikator_beraknas_pa_ett_satt', violation_error_message='Välj hur indikatorn beräknas, just när källan är att den beräknas.'),
        ),
        migrations.AddConstraint(
            model_name='indikator',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('berakning', 'klagomal'), ('namnare__isnull', False)), models.Q(models.Q(('berakning', 'klagomal'), _negated=True), ('namnare__isnull', True)), _connector='OR'), name='indikator_per_anvandare_har_namnare', violation_error_message='Välj vilken indikator som har antalet användare, just när det räknas per användare.'),
        ),
    ]
