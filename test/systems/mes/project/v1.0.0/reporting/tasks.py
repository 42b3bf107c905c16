from celery import shared_task

from workorder.models import WorkOrder

from .models import ReportRun


@shared_task
def summarise():
    """Counts the work orders and keeps the number."""
    return ReportRun.objects.create(orders=WorkOrder.objects.count()).orders
