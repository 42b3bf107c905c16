from celery.result import AsyncResult
from django.http import JsonResponse
from django.views.decorators.http import require_GET, require_POST

from .tasks import summarise


@require_POST
def tasks(request):
    return JsonResponse({'id': summarise.delay().id}, status=202)


@require_GET
def task(request, task_id):
    result = AsyncResult(str(task_id))
    return JsonResponse({'state': result.state, 'result': result.result if result.successful() else None})
