"""Let a role be given at a network, still at one place at most."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0009_role_given_once'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='role_at_one_place',
        ),
        migrations.RemoveConstraint(
            model_name='rolegrant',
            name='role_given_once_everywhere',
        ),
        migrations.AddField(
            model_name='rolegrant',
            name='network',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.network'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('network', None), ('region', None)), models.Q(('organisation', None), ('region', None)), models.Q(('network', None), ('organisation', None)), _connector='OR'), name='role_at_one_place'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.CheckConstraint(condition=models.Q(('network', None), models.Q(('role__in', ['lead', 'admin']), _negated=True), _connector='OR'), name='role_at_network_fits'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('network', None), ('organisation', None), ('region', None)), fields=('user', 'role'), name='role_given_once_everywhere'),
        ),
        migrations.AddConstraint(
            model_name='rolegrant',
            constraint=models.UniqueConstraint(condition=models.Q(('network__isnull', False)), fields=('user', 'role', 'network'), name='role_given_once_at_network'),
        ),
    ]
