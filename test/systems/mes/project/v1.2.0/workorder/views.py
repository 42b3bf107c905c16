import json

import redis
from django.conf import settings
from django.db import connection, transaction
from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST

from mes_config import __version__

from .models import QualityInspection, WorkOrder
from .summary import newest

broker = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)


@require_GET
def health(request):
    with connection.cursor() as cursor:
        cursor.execute('SELECT 1')
    broker.ping()
    newest()
    return JsonResponse({'status': 'ok', 'version': __version__, 'db': 'ok', 'redis': 'ok'})


@require_POST
def orders(request):
    """Answers 201 only when the row is committed."""
    wanted = json.loads(request.body)
    with transaction.atomic():
        order = WorkOrder.objects.create(
            order_number=wanted['order_number'],
            quantity=1,
            customer_reference=wanted.get('customer_reference'),
        )
        QualityInspection.objects.create(workorder=order)
    return JsonResponse({'id': order.pk, 'order_number': order.order_number, 'newest': newest()}, status=201)


@require_GET
def count(request):
    return JsonResponse({'count': WorkOrder.objects.count(), 'inspections': QualityInspection.objects.count(), 'newest': newest()})
