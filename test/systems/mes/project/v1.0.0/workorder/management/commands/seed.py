from django.core.management.base import BaseCommand
from django.db import connection


class Command(BaseCommand):
    help = 'Writes this many work orders.'

    def add_arguments(self, parser):
        parser.add_argument('rows', type=int)

    def handle(self, rows, **options):
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO workorder_workorder (order_number, company_code, product_code, quantity, status, priority, remark,
                                                 is_urgent, source, planned_start, created_at, updated_at)
                SELECT 'SEED-' || lpad(i::text, 7, '0'), '01', 'P-' || i %% 500, i %% 1000, 'pending', i %% 5, '備註 ' || i,
                       i %% 50 = 0, 'erp', date '2025-01-01' + i %% 365, now(), now()
                FROM generate_series(1, %s) AS i
                """,
                [rows],
            )
            cursor.execute('ANALYZE workorder_workorder')
