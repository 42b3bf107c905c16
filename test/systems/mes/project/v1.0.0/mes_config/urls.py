from django.urls import path

from reporting import views as reporting
from workorder import views as workorder

urlpatterns = [
    path('health/', workorder.health),
    path('orders/', workorder.orders),
    path('orders/count', workorder.count),
    path('tasks/', reporting.tasks),
    path('tasks/<uuid:task_id>', reporting.task),
]
