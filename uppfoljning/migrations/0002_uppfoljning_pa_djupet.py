import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.constraints
import django.db.models.deletion
import kvalitet.databas
import pgtrigger.compiler
import pgtrigger.migrations
import uuid
from django.conf import settings
from django.db import migrations, models

from kvalitet.migrering import Tillsammans

BAR_OVER = """
    insert into uppfoljning_enkatversion (undersokning_id, nummer, utkast)
    select id, 1, false from uppfoljning_undersokning;

    insert into uppfoljning_fraga (
        version_id, nyckel, ordning, slag, obligatorisk, vet_inte, text, text_en, text_lattlast,
        hjalp, hjalp_en, hjalp_lattlast, lagst, lagst_en, lagst_lattlast,
        hogst, hogst_en, hogst_lattlast
    )
    select v.id, 'nki', 1, 'nki', true, false, u.om, '', '', '', '', '', '', '', '', '', '', ''
    from uppfoljning_enkatversion v join uppfoljning_undersokning u on u.id = v.undersokning_id
    union all
    select
        v.id, 'beratta', 2, 'fritext', false, false,
        'Vill du berätta mer?', 'Would you like to tell us more?', 'Vill du berätta mer?',
        'Skriv inte ditt namn eller personnummer.',
        'Do not write your name or personal identity number.',
        'Skriv inte ditt namn. Skriv inte ditt personnummer.',
        '', '', '', '', '', ''
    from uppfoljning_enkatversion v;

    update uppfoljning_svar s set version_id = v.id
    from uppfoljning_enkatversion v where v.undersokning_id = s.undersokning_id;

    insert into uppfoljning_fragesvar (nyckel, svar_id, fraga_id, del_nr, tal, text, vet_inte)
    select gen_random_uuid(), s.nyckel, f.id, d.nr, d.tal, '', false
    from uppfoljning_svar s
    join uppfoljning_fraga f on f.version_id = s.version_id and f.slag = 'nki'
    cross join lateral (values (1, s.nojd), (2, s.forvantan), (3, s.ideal)) d (nr, tal);

    insert into uppfoljning_fragesvar (nyckel, svar_id, fraga_id, del_nr, tal, text, vet_inte)
    select gen_random_uuid(), s.nyckel, f.id, 0, null, s.fritext, false
    from uppfoljning_svar s
    join uppfoljning_fraga f on f.version_id = s.version_id and f.slag = 'fritext'
    where s.fritext <> '';
"""
"""The surveys so far had the NKI triple and free words: one version with two questions each."""


class Migration(migrations.Migration):

    dependencies = [
        ('cykel', '0002_uppfoljning_pa_djupet'),
        ('kvalitet', '0002_tabeller'),
        ('uppfoljning', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Tillsammans(
            operations=[
                migrations.CreateModel(
                    name='Indikatorsignal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('period_till', models.DateField(verbose_name='periodens slut')),
                        ('variation', models.CharField(choices=[('forbattring', 'Har blivit bättre'), ('forsamring', 'Har blivit sämre'), ('andring', 'Har förändrats')], max_length=11, verbose_name='vad som hänt')),
                        ('varde', models.DecimalField(decimal_places=4, max_digits=16, verbose_name='värde')),
                        ('vanligt', models.DecimalField(decimal_places=4, max_digits=16, verbose_name='vanligt')),
                        ('senast', models.DateField(verbose_name='besvaras senast')),
                        ('skapad', models.DateTimeField()),
                        ('svar', models.CharField(blank=True, choices=[('brist', 'Vi har noterat en brist'), ('kant', 'Vi vet vad det beror på och gör inget mer'), ('lardom', 'Vi tar med det som en lärdom'), ('bevakas', 'Vi följer hur det utvecklas')], default='', max_length=7, verbose_name='svar')),
                        ('besvarad', models.DateTimeField(blank=True, null=True)),
                        ('ansvarig', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indikatorsignaler', to=settings.AUTH_USER_MODEL, verbose_name='ansvarig')),
                        ('besvarad_av', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('enhet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indikatorsignaler', to='kvalitet.enhet')),
                        ('indikator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signaler', to='cykel.indikator')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='indikatorsignaler', to='cykel.verksamhetsplan')),
                    ],
                    options={
                        'verbose_name': 'signal i en indikator',
                        'verbose_name_plural': 'signaler i indikatorer',
                        'constraints': [models.UniqueConstraint(fields=('indikator', 'enhet', 'period_till'), name='indikatorsignal_en_gang', violation_error_message='Perioden har redan en signal.'), models.UniqueConstraint(condition=models.Q(('svar', '')), fields=('indikator', 'enhet'), name='indikatorsignal_en_oppen', violation_error_message='Det finns redan en signal som ingen har svarat på.'), models.CheckConstraint(condition=models.Q(models.Q(('besvarad__isnull', True), ('besvarad_av__isnull', True), ('svar', '')), models.Q(models.Q(('svar', ''), _negated=True), ('besvarad__isnull', False), ('besvarad_av__isnull', False)), _connector='OR'), name='indikatorsignal_besvarad_helt', violation_error_message='En besvarad signal har svar, tid och person.')],
                    },
                ),
                migrations.CreateModel(
                    name='Koladahamtning',
                    fields=[
                        ('indikator', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='koladahamtning', serialize=False, to='cykel.indikator')),
                        ('titel', models.CharField(blank=True, default='', max_length=400, verbose_name='titel')),
                        ('beskrivning', models.TextField(blank=True, default='', verbose_name='beskrivning')),
                        ('definition_sha256', models.CharField(blank=True, default='', max_length=64)),
                        ('hamta_fran', models.DateField(blank=True, null=True, verbose_name='hämtas från')),
                        ('senast_lyckad', models.DateTimeField(blank=True, null=True, verbose_name='hämtades senast')),
                        ('senast_forsok', models.DateTimeField(blank=True, null=True, verbose_name='senaste försöket')),
                        ('fel', models.CharField(blank=True, default='', max_length=400, verbose_name='fel')),
                        ('avslutad', models.DateTimeField(blank=True, null=True, verbose_name='avslutad')),
                    ],
                    options={
                        'verbose_name': 'hämtning från Kolada',
                        'verbose_name_plural': 'hämtningar från Kolada',
                        'constraints': [models.CheckConstraint(condition=models.Q(('senast_lyckad__isnull', True), ('senast_forsok__gte', models.F('senast_lyckad')), _connector='OR'), name='koladahamtning_lyckad_ar_forsok', violation_error_message='Den senaste hämtningen är också ett försök.')],
                    },
                ),
                migrations.CreateModel(
                    name='Koladanyckeltal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kod', models.CharField(max_length=10, unique=True, verbose_name='nyckel')),
                        ('titel', models.CharField(max_length=400, verbose_name='titel')),
                        ('beskrivning', models.TextField(blank=True, default='', verbose_name='beskrivning')),
                        ('konsuppdelad', models.BooleanField(default=False, verbose_name='könsuppdelat')),
                        ('kommuntyp', models.CharField(blank=True, choices=[('K', 'Kommuner'), ('L', 'Regioner'), ('A', 'Kommuner och regioner')], default='', max_length=4, verbose_name='gäller')),
                        ('huvudman', models.CharField(blank=True, default='', max_length=4, verbose_name='huvudman')),
                        ('verksamhetsomrade', models.CharField(blank=True, default='', max_length=200, verbose_name='område')),
                        ('perspektiv', models.CharField(blank=True, default='', max_length=100, verbose_name='perspektiv')),
                        ('preliminar', models.DateField(blank=True, null=True, verbose_name='preliminära värden')),
                        ('publicering', models.DateField(blank=True, null=True, verbose_name='nästa publicering')),
                        ('publicerad_period', models.CharField(blank=True, default='', max_length=10, verbose_name='perioden')),
                        ('har_enheter', models.BooleanField(default=False, verbose_name='finns per enhet')),
                        ('definition_sha256', models.CharField(max_length=64)),
                        ('upphord_ar', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='upphörde')),
                        ('gammal_definition', models.BooleanField(default=False, verbose_name='gammal definition')),
                        ('borttagen', models.DateTimeField(blank=True, null=True, verbose_name='borttaget')),
                        ('hamtad', models.DateTimeField(verbose_name='hämtat')),
                        ('upphord', models.GeneratedField(db_persist=True, expression=models.Case(models.When(models.Q(('upphord_ar__isnull', False), ('gammal_definition', True), ('borttagen__isnull', False), _connector='OR'), then=True), default=False), output_field=models.BooleanField())),
                        ('titelnyckel', models.GeneratedField(db_persist=True, expression=kvalitet.databas.SvNyckel('titel'), output_field=models.TextField(db_collation='C'))),
                        ('sokvektor', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('kod', 'titel', 'beskrivning', config='swedish'), '||', django.contrib.postgres.search.SearchVector('kod', 'titel', 'beskrivning', config='simple'), django.contrib.postgres.search.SearchConfig('swedish')), output_field=django.contrib.postgres.search.SearchVectorField())),
                        ('titelvektor', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.CombinedSearchVector(django.contrib.postgres.search.SearchVector('kod', 'titel', config='swedish'), '||', django.contrib.postgres.search.SearchVector('kod', 'titel', config='simple'), django.contrib.postgres.search.SearchConfig('swedish')), output_field=django.contrib.postgres.search.SearchVectorField())),
                    ],
                    options={
                        'verbose_name': 'Koladas nyckeltal',
                        'verbose_name_plural': 'Koladas nyckeltal',
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['sokvektor'], name='koladanyckeltal_orden'), models.Index(fields=['upphord', 'titelnyckel', 'id'], name='koladanyckeltal_ordning')],
                    },
                ),
                migrations.CreateModel(
                    name='Koladaomrade',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kod', models.CharField(max_length=10, unique=True, verbose_name='nyckel')),
                        ('namn', models.CharField(max_length=200, verbose_name='namn')),
                        ('slag', models.CharField(choices=[('riket', 'Riket'), ('kommun', 'Kommun'), ('region', 'Region'), ('grupp', 'Grupp')], max_length=6, verbose_name='slag')),
                        ('ar', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='år')),
                        ('medlemmar', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), blank=True, default=list, size=None, verbose_name='medlemmar')),
                        ('borttagen', models.DateTimeField(blank=True, null=True, verbose_name='borttaget')),
                    ],
                    options={
                        'verbose_name': 'Koladas område',
                        'verbose_name_plural': 'Koladas områden',
                        'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['medlemmar'], name='koladaomrade_medlemmar')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('slag', 'grupp'), ('medlemmar', []), _connector='OR'), name='koladaomrade_bara_grupp_har_medlemmar', violation_error_message='Bara en grupp har medlemmar.')],
                    },
                ),
                migrations.CreateModel(
                    name='Koladafraga',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('orsak', models.CharField(choices=[('andrad', 'Titeln eller beskrivningen har ändrats'), ('upphord', 'Nyckeltalet har upphört'), ('borttagen', 'Nyckeltalet finns inte längre i Kolada')], max_length=10, verbose_name='orsak')),
                        ('gammal_titel', models.CharField(max_length=400, verbose_name='titeln förut')),
                        ('gammal_beskrivning', models.TextField(blank=True, default='', verbose_name='beskrivningen förut')),
                        ('ny_titel', models.CharField(blank=True, default='', max_length=400, verbose_name='titeln nu')),
                        ('ny_beskrivning', models.TextField(blank=True, default='', verbose_name='beskrivningen nu')),
                        ('stalld', models.DateTimeField(verbose_name='ställd')),
                        ('svar', models.CharField(blank=True, choices=[('samma', 'Samma mått, fortsätt hämta'), ('nytt', 'Nytt mått: lägg ett seriebrott och fortsätt hämta'), ('sluta', 'Sluta hämta')], default='', max_length=6, verbose_name='svar')),
                        ('brott_fran', models.DateField(blank=True, null=True, verbose_name='ny serie från')),
                        ('skal', models.CharField(blank=True, default='', max_length=200, verbose_name='skäl')),
                        ('besvarad', models.DateTimeField(blank=True, null=True, verbose_name='besvarad')),
                        ('besvarad_av', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('indikator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='koladafragor', to='cykel.indikator')),
                    ],
                    options={
                        'verbose_name': 'fråga om Kolada',
                        'verbose_name_plural': 'frågor om Kolada',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('svar', '')), fields=('indikator',), name='koladafraga_en_oppen', violation_error_message='Det finns redan en fråga som väntar på svar.'), models.CheckConstraint(condition=models.Q(models.Q(('besvarad__isnull', True), ('besvarad_av__isnull', True), ('svar', '')), models.Q(models.Q(('svar', ''), _negated=True), ('besvarad__isnull', False), ('besvarad_av__isnull', False)), _connector='OR'), name='koladafraga_svar_har_person', violation_error_message='Ett svar har en person och en tid.'), models.CheckConstraint(condition=models.Q(models.Q(('svar', 'nytt'), ('brott_fran__isnull', False), models.Q(('skal', ''), _negated=True)), models.Q(models.Q(('svar', 'nytt'), _negated=True), ('brott_fran__isnull', True)), _connector='OR'), name='koladafraga_nytt_matt_har_datum', violation_error_message='Ett nytt mått har ett datum och ett skäl.')],
                    },
                ),
                migrations.CreateModel(
                    name='Koladajamforelse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('indikator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='koladajamforelser', to='cykel.indikator')),
                        ('omrade', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='uppfoljning.koladaomrade')),
                    ],
                    options={
                        'verbose_name': 'jämförelse i Kolada',
                        'verbose_name_plural': 'jämförelser i Kolada',
                        'constraints': [models.UniqueConstraint(fields=('indikator', 'omrade'), name='koladajamforelse_en_gang', violation_error_message='Indikatorn jämförs redan med det området.')],
                    },
                ),
                migrations.CreateModel(
                    name='Externundersokning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('namn', models.CharField(max_length=120, verbose_name='namn')),
                        ('leverantor', models.CharField(max_length=80, verbose_name='leverantör')),
                        ('troskel', models.PositiveSmallIntegerField(choices=[(5, '5'), (10, '10'), (20, '20'), (30, '30')], default=10, verbose_name='minsta antal svar')),
                        ('metod', models.TextField(blank=True, default='', verbose_name='metod')),
                        ('enhet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='externa_undersokningar', to='kvalitet.enhet', verbose_name='enhet')),
                        ('mal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='externa_undersokningar', to='cykel.mal')),
                        ('namnd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='externa_undersokningar', to='kvalitet.namnd')),
                    ],
                    options={
                        'verbose_name': 'extern undersökning',
                        'verbose_name_plural': 'externa undersökningar',
                    },
                ),
                migrations.CreateModel(
                    name='Externomgang',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ar', models.PositiveSmallIntegerField(verbose_name='år')),
                        ('period_fran', models.DateField(verbose_name='från och med')),
                        ('period_till', models.DateField(verbose_name='till och med')),
                        ('matdatum', models.DateField(verbose_name='mätdatum')),
                        ('urval', models.PositiveIntegerField(blank=True, null=True, verbose_name='antal tillfrågade')),
                        ('overtackning', models.PositiveIntegerField(default=0, verbose_name='övertäckning')),
                        ('ram', models.PositiveIntegerField(blank=True, null=True, verbose_name='antal i hela gruppen')),
                        ('svarande', models.PositiveIntegerField(blank=True, null=True)),
                        ('uppladdning', models.UUIDField(blank=True, editable=False, null=True)),
                        ('inlast', models.DateTimeField(blank=True, null=True, verbose_name='inläst')),
                        ('undersokning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='omgangar', to='uppfoljning.externundersokning')),
                    ],
                    options={
                        'verbose_name': 'omgång',
                        'verbose_name_plural': 'omgångar',
                    },
                ),
                migrations.CreateModel(
                    name='Externfraga',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kod', models.CharField(max_length=40, verbose_name='kod')),
                        ('text', models.CharField(max_length=300, verbose_name='fråga')),
                        ('matt', models.CharField(choices=[('andel', 'Andel positiva svar, procent'), ('index', 'Index 0–100'), ('nki', 'NKI'), ('medel', 'Medelvärde')], max_length=5, verbose_name='mått')),
                        ('ordning', models.PositiveSmallIntegerField(default=0)),
                        ('indikator', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='externfraga', to='cykel.indikator')),
                        ('undersokning', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fragor', to='uppfoljning.externundersokning')),
                    ],
                    options={
                        'verbose_name': 'fråga i extern undersökning',
                        'verbose_name_plural': 'frågor i externa undersökningar',
                    },
                ),
                migrations.CreateModel(
                    name='Importmappning',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('leverantor', models.CharField(max_length=80, verbose_name='leverantör')),
                        ('slag', models.CharField(max_length=4, verbose_name='slag av fil')),
                        ('val', models.JSONField(default=dict, verbose_name='val')),
                        ('andrad', models.DateTimeField(verbose_name='ändrad')),
                        ('namnd', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kvalitet.namnd')),
                    ],
                    options={
                        'verbose_name': 'importmappning',
                        'verbose_name_plural': 'importmappningar',
                    },
                ),
                migrations.CreateModel(
                    name='Externresultat',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kon', models.CharField(choices=[('T', 'Totalt'), ('K', 'Kvinnor'), ('M', 'Män')], max_length=1, verbose_name='kön')),
                        ('n', models.PositiveIntegerField(blank=True, null=True, verbose_name='antal svar')),
                        ('varde', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True, verbose_name='värde')),
                        ('undre', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True)),
                        ('ovre', models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True)),
                        ('orsak', models.CharField(blank=True, choices=[('for_fa', 'för få svar'), ('leverantor', 'dolt av leverantören'), ('saknas', 'uppgift saknas'), ('utan_antal', 'antal svar saknas i filen')], default='', max_length=10)),
                        ('enhet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='externresultat', to='kvalitet.enhet')),
                        ('fraga', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resultat', to='uppfoljning.externfraga')),
                        ('omgang', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resultat', to='uppfoljning.externomgang')),
                    ],
                    options={
                        'verbose_name': 'externt resultat',
                        'verbose_name_plural': 'externa resultat',
                        'constraints': [models.UniqueConstraint(fields=('omgang', 'fraga', 'enhet', 'kon'), name='externresultat_ett_per_nyckel', violation_error_message='Det finns redan en siffra för enheten, frågan och könet.'), models.CheckConstraint(condition=models.Q(models.Q(('n__isnull', False), ('orsak', ''), ('varde__isnull', False)), models.Q(('n__isnull', True), ('ovre__isnull', True), ('undre__isnull', True), ('varde__isnull', True), models.Q(('orsak', ''), _negated=True)), _connector='OR'), name='externresultat_varde_eller_orsak', violation_error_message='Ange ett värde med antal svar, eller varför det saknas.'), models.CheckConstraint(condition=models.Q(models.Q(('ovre__isnull', True), ('undre__isnull', True)), models.Q(('ovre__gte', models.F('varde')), ('undre__lte', models.F('varde'))), _connector='OR'), name='externresultat_inom_intervallet', violation_error_message='Värdet ska ligga inom sitt intervall.')],
                    },
                ),
                migrations.AddConstraint(
                    model_name='externundersokning',
                    constraint=models.UniqueConstraint(fields=('namn', 'leverantor', 'enhet', 'namnd'), name='externundersokning_en_gang', violation_error_message='Undersökningen finns redan. Läs in filen i den.'),
                ),
                migrations.AddConstraint(
                    model_name='externundersokning',
                    constraint=models.CheckConstraint(condition=models.Q(('troskel__in', (5, 10, 20, 30))), name='externundersokning_kand_troskel', violation_error_message='Välj minst 5, 10, 20 eller 30 svar.'),
                ),
                migrations.AddConstraint(
                    model_name='externomgang',
                    constraint=models.UniqueConstraint(fields=('undersokning', 'ar'), name='externomgang_en_per_ar', violation_error_message='Året finns redan. Läs in filen där, så byts siffrorna ut.'),
                ),
                migrations.AddConstraint(
                    model_name='externomgang',
                    constraint=models.CheckConstraint(condition=models.Q(('period_till__gte', models.F('period_fran'))), name='externomgang_period_framat', violation_error_message='Periodens slut ska vara efter dess början.'),
                ),
                migrations.AddConstraint(
                    model_name='externomgang',
                    constraint=models.CheckConstraint(condition=models.Q(('urval__isnull', True), ('urval__gt', models.F('overtackning')), _connector='OR'), name='externomgang_urval_storre', violation_error_message='Urvalet ska vara större än övertäckningen.'),
                ),
                migrations.AddConstraint(
                    model_name='externfraga',
                    constraint=models.UniqueConstraint(fields=('undersokning', 'kod'), name='externfraga_en_per_kod', violation_error_message='Frågan finns redan i undersökningen.'),
                ),
                migrations.AddConstraint(
                    model_name='externfraga',
                    constraint=models.CheckConstraint(condition=models.Q(('matt__in', ('andel', 'index', 'nki', 'medel'))), name='externfraga_kant_matt', violation_error_message='Välj andel, index, NKI eller medelvärde.'),
                ),
                migrations.AddConstraint(
                    model_name='importmappning',
                    constraint=models.UniqueConstraint(fields=('namnd', 'leverantor', 'slag'), name='importmappning_en_per_leverantor', violation_error_message='Leverantören har redan en sparad mappning.'),
                ),
                migrations.AddConstraint(
                    model_name='importmappning',
                    constraint=models.CheckConstraint(condition=models.Q(('slag__in', ('lang', 'bred', 'svar'))), name='importmappning_kant_slag', violation_error_message='Välj vilket slags fil det är.'),
                ),
                migrations.CreateModel(
                    name='Enkatversion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nummer', models.PositiveSmallIntegerField(default=1, verbose_name='version')),
                        ('utkast', models.BooleanField(default=True, verbose_name='utkast')),
                    ],
                    options={
                        'verbose_name': 'enkätversion',
                        'verbose_name_plural': 'enkätversioner',
                    },
                ),
                migrations.CreateModel(
                    name='Fraga',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nyckel', models.SlugField(max_length=40, verbose_name='nyckel')),
                        ('ordning', models.PositiveSmallIntegerField(verbose_name='plats')),
                        ('slag', models.CharField(choices=[('nki', 'NKI: tre frågor, 1–10'), ('skala5', 'Skala 1–5'), ('skala10', 'Skala 1–10'), ('ja_nej', 'Ja eller nej'), ('ett_val', 'Ett av flera alternativ'), ('flerval', 'Ett eller flera alternativ'), ('fritext', 'Egna ord')], max_length=8, verbose_name='slag')),
                        ('obligatorisk', models.BooleanField(default=True, verbose_name='måste besvaras')),
                        ('vet_inte', models.BooleanField(default=False, verbose_name='”vet inte” är ett svar')),
                        ('text', models.CharField(max_length=300, verbose_name='fråga')),
                        ('text_en', models.CharField(blank=True, default='', max_length=300, verbose_name='fråga på engelska')),
                        ('text_lattlast', models.CharField(blank=True, default='', max_length=300, verbose_name='fråga på lättläst')),
                        ('hjalp', models.CharField(blank=True, default='', max_length=300, verbose_name='förklaring')),
                        ('hjalp_en', models.CharField(blank=True, default='', max_length=300, verbose_name='förklaring på engelska')),
                        ('hjalp_lattlast', models.CharField(blank=True, default='', max_length=300, verbose_name='förklaring på lättläst')),
                        ('lagst', models.CharField(blank=True, default='', max_length=60, verbose_name='lägst betyder')),
                        ('lagst_en', models.CharField(blank=True, default='', max_length=60, verbose_name='lägst på engelska')),
                        ('lagst_lattlast', models.CharField(blank=True, default='', max_length=60, verbose_name='lägst på lättläst')),
                        ('hogst', models.CharField(blank=True, default='', max_length=60, verbose_name='högst betyder')),
                        ('hogst_en', models.CharField(blank=True, default='', max_length=60, verbose_name='högst på engelska')),
                        ('hogst_lattlast', models.CharField(blank=True, default='', max_length=60, verbose_name='högst på lättläst')),
                    ],
                    options={
                        'verbose_name': 'fråga',
                        'verbose_name_plural': 'frågor',
                    },
                ),
                migrations.CreateModel(
                    name='Frageindikator',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('fraga_nyckel', models.SlugField(max_length=40, verbose_name='fråga')),
                        ('alternativ_nyckel', models.SlugField(blank=True, default='', max_length=40, verbose_name='alternativ')),
                        ('infort', models.DateTimeField(blank=True, null=True, verbose_name='infört')),
                    ],
                    options={
                        'verbose_name': 'indikator ur en fråga',
                        'verbose_name_plural': 'indikatorer ur frågor',
                    },
                ),
                migrations.CreateModel(
                    name='Fragesvar',
                    fields=[
                        ('nyckel', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('del_nr', models.PositiveSmallIntegerField(default=0, verbose_name='del')),
                        ('tal', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='tal')),
                        ('text', models.TextField(blank=True, default='', verbose_name='egna ord')),
                        ('vet_inte', models.BooleanField(default=False, verbose_name='vet inte')),
                    ],
                    options={
                        'verbose_name': 'svar på en fråga',
                        'verbose_name_plural': 'svar på frågor',
                    },
                ),
                migrations.CreateModel(
                    name='Svarsalternativ',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nyckel', models.SlugField(max_length=40, verbose_name='nyckel')),
                        ('ordning', models.PositiveSmallIntegerField(verbose_name='plats')),
                        ('text', models.CharField(max_length=120, verbose_name='alternativ')),
                        ('text_en', models.CharField(blank=True, default='', max_length=120, verbose_name='på engelska')),
                        ('text_lattlast', models.CharField(blank=True, default='', max_length=120, verbose_name='på lättläst')),
                    ],
                    options={
                        'verbose_name': 'svarsalternativ',
                        'verbose_name_plural': 'svarsalternativ',
                    },
                ),
                migrations.AddField(
                    model_name='undersokning',
                    name='konsfraga',
                    field=models.BooleanField(default=True, verbose_name='fråga om kön'),
                ),
                migrations.AddField(
                    model_name='undersokning',
                    name='visning',
                    field=models.CharField(choices=[('sida', 'Alla frågor på en sida'), ('steg', 'En fråga per sida')], default='sida', max_length=4, verbose_name='frågorna visas'),
                ),
                migrations.AlterField(
                    model_name='svar',
                    name='kon',
                    field=models.CharField(blank=True, choices=[('K', 'Kvinna'), ('M', 'Man'), ('A', 'Annat, eller vill inte svara')], default='', max_length=1),
                ),
                migrations.AddField(
                    model_name='enkatversion',
                    name='undersokning',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versioner', to='uppfoljning.undersokning'),
                ),
                migrations.AddField(
                    model_name='svar',
                    name='version',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='svar', to='uppfoljning.enkatversion'),
                ),
                migrations.AddConstraint(
                    model_name='svar',
                    constraint=models.CheckConstraint(condition=models.Q(('kon__in', ('', 'K', 'M', 'A'))), name='svar_kant_kon', violation_error_message='Välj kvinna, man eller annat.'),
                ),
                migrations.AddField(
                    model_name='fraga',
                    name='mal',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='enkatfragor', to='cykel.mal', verbose_name='mål'),
                ),
                migrations.AddField(
                    model_name='fraga',
                    name='version',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fragor', to='uppfoljning.enkatversion'),
                ),
                migrations.AddField(
                    model_name='frageindikator',
                    name='indikator',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frageindikatorer', to='cykel.indikator'),
                ),
                migrations.AddField(
                    model_name='frageindikator',
                    name='undersokning',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='frageindikatorer', to='uppfoljning.undersokning'),
                ),
                migrations.AddField(
                    model_name='fragesvar',
                    name='fraga',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='fragesvar', to='uppfoljning.fraga'),
                ),
                migrations.AddField(
                    model_name='fragesvar',
                    name='svar',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fragesvar', to='uppfoljning.svar'),
                ),
                migrations.AddField(
                    model_name='svarsalternativ',
                    name='fraga',
                    field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='alternativ', to='uppfoljning.fraga'),
                ),
                migrations.AddField(
                    model_name='fragesvar',
                    name='alternativ',
                    field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='fragesvar', to='uppfoljning.svarsalternativ'),
                ),
                migrations.AddConstraint(
                    model_name='enkatversion',
                    constraint=models.UniqueConstraint(fields=('undersokning', 'nummer'), name='enkatversion_eget_nummer', violation_error_message='Den versionen av frågorna finns redan.'),
                ),
                migrations.AddConstraint(
                    model_name='enkatversion',
                    constraint=models.UniqueConstraint(condition=models.Q(('utkast', True)), fields=('undersokning',), name='enkatversion_ett_utkast', violation_error_message='Det finns redan ett utkast till frågor.'),
                ),
                migrations.AddConstraint(
                    model_name='fraga',
                    constraint=models.UniqueConstraint(fields=('version', 'nyckel'), name='fraga_egen_nyckel', violation_error_message='Frågan finns redan i versionen.'),
                ),
                migrations.AddConstraint(
                    model_name='fraga',
                    constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('version', 'ordning'), name='fraga_egen_plats', violation_error_message='Två frågor kan inte stå på samma plats.'),
                ),
                migrations.AddConstraint(
                    model_name='fraga',
                    constraint=models.CheckConstraint(condition=models.Q(('slag__in', ('nki', 'skala5', 'skala10', 'ja_nej', 'ett_val', 'flerval', 'fritext'))), name='fraga_kant_slag', violation_error_message='Välj vilket slags fråga det är.'),
                ),
                migrations.AddConstraint(
                    model_name='fraga',
                    constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='fraga_har_text', violation_error_message='Skriv frågan.'),
                ),
                migrations.AddConstraint(
                    model_name='fraga',
                    constraint=models.CheckConstraint(condition=models.Q(('vet_inte', False), models.Q(('slag', 'fritext'), _negated=True), _connector='OR'), name='fraga_vet_inte_utom_fritext', violation_error_message='En fråga med egna ord kan inte besvaras med ”vet inte”.'),
                ),
                migrations.AddIndex(
                    model_name='frageindikator',
                    index=models.Index(condition=models.Q(('infort', None)), fields=['undersokning'], name='frageind_kvar'),
                ),
                migrations.AddConstraint(
                    model_name='frageindikator',
                    constraint=models.UniqueConstraint(fields=('undersokning', 'indikator'), name='frageindikator_en_fraga', violation_error_message='Indikatorn hämtas redan från en fråga i undersökningen.'),
                ),
                migrations.AddConstraint(
                    model_name='frageindikator',
                    constraint=models.CheckConstraint(condition=models.Q(('fraga_nyckel', ''), _negated=True), name='frageindikator_har_fraga', violation_error_message='Välj frågan som indikatorn hämtas från.'),
                ),
                migrations.AddConstraint(
                    model_name='svarsalternativ',
                    constraint=models.UniqueConstraint(fields=('fraga', 'nyckel'), name='svarsalternativ_egen_nyckel', violation_error_message='Alternativet finns redan.'),
                ),
                migrations.AddConstraint(
                    model_name='svarsalternativ',
                    constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('fraga', 'ordning'), name='svarsalternativ_egen_plats', violation_error_message='Två alternativ kan inte stå på samma plats.'),
                ),
                migrations.AddConstraint(
                    model_name='svarsalternativ',
                    constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='svarsalternativ_har_text', violation_error_message='Skriv alternativet.'),
                ),
                migrations.AddConstraint(
                    model_name='fragesvar',
                    constraint=models.UniqueConstraint(fields=('svar', 'fraga', 'del_nr', 'alternativ'), name='fragesvar_en_gang', nulls_distinct=False, violation_error_message='Frågan är redan besvarad.'),
                ),
                migrations.AddConstraint(
                    model_name='fragesvar',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('alternativ', None), ('tal__isnull', False), ('text', ''), ('vet_inte', False)), models.Q(('alternativ__isnull', False), ('tal', None), ('text', ''), ('vet_inte', False)), models.Q(('alternativ', None), ('tal', None), ('vet_inte', False), models.Q(('text', ''), _negated=True)), models.Q(('alternativ', None), ('tal', None), ('text', ''), ('vet_inte', True)), _connector='OR'), name='fragesvar_ett_slags_svar', violation_error_message='Svara med ett tal, ett alternativ, ord eller ”vet inte”.'),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='svar',
                    trigger=pgtrigger.compiler.Trigger(name='svar_pa_egen_version', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    if not exists (\n                        select from uppfoljning_enkatversion\n                        where id = new.version_id and undersokning_id = new.undersokning_id\n                        and not utkast\n                    ) then\n                        raise exception \'frågorna hör inte dit, "svar_pa_egen_version"\'\n                            using errcode = \'check_violation\';\n                    end if;\n                    return new;\n                ', hash='c81545f57b1f861a100d0c82501b466db8814658', operation='INSERT OR UPDATE', pgid='pgtrigger_svar_pa_egen_version_40c26', table='uppfoljning_svar', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='fraga',
                    trigger=pgtrigger.compiler.Trigger(name='orord_nar_besvarad', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE rad record;', func='\n            if tg_op = \'DELETE\' then\n                rad := old;\n            else\n                rad := new;\n            end if;\n            if exists (select from uppfoljning_svar where version_id = rad.version_id) then\n                raise exception \'versionen har svar, "enkatversion_orord_nar_besvarad"\'\n                    using errcode = \'check_violation\';\n            end if;\n            return rad;\n        ', hash='197ff6e591d5740a09d1bd9ee3c68102e7a15df5', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_orord_nar_besvarad_4e396', table='uppfoljning_fraga', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='svarsalternativ',
                    trigger=pgtrigger.compiler.Trigger(name='orord_nar_besvarad', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE rad record;', func='\n            if tg_op = \'DELETE\' then\n                rad := old;\n            else\n                rad := new;\n            end if;\n            if exists (select from uppfoljning_svar where version_id = (select version_id from uppfoljning_fraga where id = rad.fraga_id)) then\n                raise exception \'versionen har svar, "enkatversion_orord_nar_besvarad"\'\n                    using errcode = \'check_violation\';\n            end if;\n            return rad;\n        ', hash='f88c24aea6972729b729868037c66e46a6e52ac8', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_orord_nar_besvarad_2f14d', table='uppfoljning_svarsalternativ', when='BEFORE')),
                ),
                pgtrigger.migrations.AddTrigger(
                    model_name='fragesvar',
                    trigger=pgtrigger.compiler.Trigger(name='fragesvar_passar_fragan', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE f uppfoljning_fraga%rowtype; fel text;', func='\n                    select * into f from uppfoljning_fraga where id = new.fraga_id;\n                    fel := case\n                        when f.version_id is distinct from\n                            (select version_id from uppfoljning_svar where nyckel = new.svar_id)\n                            then \'fragesvar_egen_enkat\'\n                        when (f.slag = \'nki\') <> (new.del_nr between 1 and 3)\n                            or (f.slag <> \'nki\' and new.del_nr <> 0)\n                            then \'fragesvar_del_av_fragan\'\n                        when new.vet_inte and not f.vet_inte then \'fragesvar_vet_inte_tillats\'\n                        when new.vet_inte then null\n                        when new.tal is not null and not coalesce(case f.slag\n                                when \'nki\' then new.tal between 1 and 10\n                                when \'skala10\' then new.tal between 1 and 10\n                                when \'skala5\' then new.tal between 1 and 5\n                                when \'ja_nej\' then new.tal between 0 and 1\n                            end, false) then \'fragesvar_inom_skalan\'\n                        when new.alternativ_id is not null and (\n                                f.slag not in (\'ett_val\', \'flerval\')\n                                or f.id is distinct from (\n                                    select fraga_id from uppfoljning_svarsalternativ\n                                    where id = new.alternativ_id))\n                            then \'fragesvar_eget_alternativ\'\n                        when f.slag = \'ett_val\' and exists (\n                                select from uppfoljning_fragesvar\n                                where svar_id = new.svar_id and fraga_id = new.fraga_id\n                                and nyckel <> new.nyckel)\n                            then \'fragesvar_ett_av_alternativen\'\n                        when new.text <> \'\' and f.slag <> \'fritext\'\n                            then \'fragesvar_ord_dar_det_fragas\'\n                    end;\n                    if fel is not null then\n                        raise exception \'svaret passar inte frågan, "%"\', fel\n                            using errcode = \'check_violation\';\n                    end if;\n                    return new;\n                ', hash='e911b7535b89796747c4f98f0bcced77aac63f6d', operation='INSERT OR UPDATE', pgid='pgtrigger_fragesvar_passar_fragan_b2cea', table='uppfoljning_fragesvar', when='BEFORE')),
                ),
            ],
        ),
        migrations.RunSQL(BAR_OVER, migrations.RunSQL.noop),
    ]
