// The seven apps of the MES (systems.md, S5): as many migrations as the team's document counts, under the last names that it gives, and for
// workorder, system and reporting as many operations (86, 25, 28).

import type { Operation } from './django.ts'
import {
  type AppSpec,
  add,
  alter,
  boolean,
  char,
  create,
  date,
  decimal,
  destroy,
  index,
  integer,
  type MigrationSpec,
  moment,
  python,
  remove,
  rename,
  text,
  titled,
  to,
  unique
} from './django.ts'

export type Version = '1.0.0' | '1.1.0' | '1.2.0'
export const versions: readonly Version[] = ['1.0.0', '1.1.0', '1.2.0']

const migration = (name: string, ...operations: Operation[]): MigrationSpec => ({ name, operations })

const status = (states: string, more: string) => char(20, `choices=[${states}], ${more}`)
const orderStates = "('pending', '待生產'), ('in_progress', '生產中'), ('completed', '已完工')"
const machineStates = "('idle', '閒置'), ('running', '運轉'), ('down', '故障')"

const system: AppSpec = {
  label: 'system',
  migrations: [
    migration(
      '0001_initial',
      create('Department', { code: char(20, 'unique=True'), name: char(50) }),
      create('Operator', { code: char(20, 'unique=True'), name: char(50) })
    ),
    migration('0002_operator_department', add('Operator', 'department', to('system.Department', 'optional'))),
    migration(
      '0003_equipmenttype_equipment',
      create('EquipmentType', { name: char(50) }),
      create('Equipment', { code: char(20, 'unique=True'), name: char(50), type: to('system.EquipmentType') })
    ),
    migration(
      '0004_process_processstep',
      create('Process', { code: char(20, 'unique=True'), name: char(50) }),
      create('ProcessStep', { process: to('system.Process'), sequence: integer() })
    ),
    migration(
      '0005_process_standard_minutes_process_is_active',
      add('Process', 'standard_minutes', decimal()),
      add('Process', 'is_active', boolean('True'))
    ),
    migration('0006_alter_processstep_unique_together', unique('ProcessStep', 'process', 'sequence')),
    migration(
      '0007_skill',
      create('Skill', { operator: to('system.Operator'), process: to('system.Process'), level: integer('default=1') }),
      unique('Skill', 'operator', 'process'),
      alter('Operator', 'name', char(100))
    ),
    migration(
      '0008_systemconfig',
      create('SystemConfig', { key: char(50, 'unique=True'), value: text() }),
      python(
        'add_defaults',
        "SystemConfig = apps.get_model('system', 'SystemConfig')\nfor key, value in (('shift_hours', '8'), ('auto_allocation', 'on')):\n    SystemConfig.objects.get_or_create(key=key, defaults={'value': value})"
      )
    ),
    migration('0009_equipment_status', add('Equipment', 'status', char(20, "default='idle'")), titled('Equipment', '設備')),
    migration('0010_alter_equipment_status', alter('Equipment', 'status', status(machineStates, "default='idle'"))),
    migration(
      '0011_emailconfig_backupschedule',
      create('EmailConfig', { host: char(100), port: integer('default=25'), use_tls: boolean() }),
      create('BackupSchedule', { name: char(50), hour: integer('default=2'), keep_days: integer('default=7') })
    ),
    migration(
      '0012_rename_host_emailconfig_server',
      rename('EmailConfig', 'host', 'server'),
      remove('EmailConfig', 'use_tls'),
      add('EmailConfig', 'security', char(10, "default='starttls'"))
    ),
    migration(
      '0013_ordersynclog_ordersyncsettings',
      create('OrderSyncLog', { started_at: moment('auto_now_add=True'), rows: integer(), message: text() }),
      create('OrderSyncSettings', { enabled: boolean('True'), interval_minutes: integer('default=30') })
    )
  ]
}

const manufacturingOrder: AppSpec = {
  label: 'manufacturing_order',
  migrations: [
    migration(
      '0001_initial',
      create('CompanyOrder', { company_code: char(10), order_number: char(50), product_code: char(50), quantity: integer() }),
      create('CompanyOrderSystemConfig', { sync_enabled: boolean('True') })
    ),
    migration(
      '0002_companyorder_customer_companyorder_due_date',
      add('CompanyOrder', 'customer', char(100, "blank=True, default=''")),
      add('CompanyOrder', 'due_date', date())
    ),
    migration(
      '0003_alter_companyorder_unique_together',
      unique('CompanyOrder', 'company_code', 'order_number'),
      index('CompanyOrder', 'due_date')
    ),
    migration(
      '0004_normalise_company_codes',
      python(
        'normalise',
        "from django.db.models.functions import Upper\napps.get_model('manufacturing_order', 'CompanyOrder').objects.update(company_code=Upper('company_code'))"
      )
    ),
    migration('0005_delete_companyordersystemconfig', destroy('CompanyOrderSystemConfig'))
  ]
}

const workorder = (version: Version): AppSpec => ({
  label: 'workorder',
  migrations: [
    migration(
      '0001_initial',
      create('WorkOrder', { order_number: char(50) }),
      create('WorkOrderProcess', { workorder: to('workorder.WorkOrder'), process_name: char(50) }),
      create('WorkOrderAssignment', { process: to('workorder.WorkOrderProcess'), note: text() })
    ),
    migration(
      '0002_workorder_company_code_and_more',
      add('WorkOrder', 'company_code', char(10, "default='01'")),
      add('WorkOrder', 'product_code', char(50, "default=''")),
      add('WorkOrder', 'quantity', integer())
    ),
    migration(
      '0003_workorder_planned_end_and_more',
      add('WorkOrder', 'planned_start', date()),
      add('WorkOrder', 'planned_end', date()),
      add('WorkOrder', 'status', char(10, "default='pending'"))
    ),
    migration(
      '0004_workorder_created_at_and_more',
      alter('WorkOrder', 'status', status(orderStates, "default='pending'")),
      add('WorkOrder', 'created_at', moment('auto_now_add=True')),
      add('WorkOrder', 'updated_at', moment('auto_now=True'))
    ),
    migration('0005_alter_workorder_unique_together', unique('WorkOrder', 'company_code', 'order_number'), titled('WorkOrder', '工單')),
    migration(
      '0006_workorderprocess_process_and_more',
      add('WorkOrderProcess', 'process', to('system.Process', 'optional')),
      add('WorkOrderProcess', 'sequence', integer()),
      add('WorkOrderProcess', 'planned_quantity', integer()),
      add('WorkOrderProcess', 'completed_quantity', integer())
    ),
    migration(
      '0007_number_processes',
      python(
        'number',
        "WorkOrderProcess = apps.get_model('workorder', 'WorkOrderProcess')\nfor process in WorkOrderProcess.objects.filter(sequence=0):\n    process.sequence = process.pk\n    process.save(update_fields=['sequence'])"
      ),
      unique('WorkOrderProcess', 'workorder', 'sequence')
    ),
    migration(
      '0008_workorderassignment_operator_and_more',
      add('WorkOrderAssignment', 'operator', to('system.Operator', 'optional')),
      add('WorkOrderAssignment', 'equipment', to('system.Equipment', 'optional')),
      add('WorkOrderAssignment', 'assigned_at', moment('auto_now_add=True'))
    ),
    migration(
      '0009_workorderproduction_workorderproductiondetail',
      create('WorkOrderProduction', { workorder: to('workorder.WorkOrder') }),
      create('WorkOrderProductionDetail', {
        production: to('workorder.WorkOrderProduction'),
        quantity: integer(),
        legacy_code: char(20, "default=''")
      }),
      add('WorkOrder', 'priority', integer())
    ),
    migration(
      '0010_workorderproductiondetail_operator_and_more',
      add('WorkOrderProductionDetail', 'operator', to('system.Operator', 'optional')),
      add('WorkOrderProductionDetail', 'equipment', to('system.Equipment', 'optional')),
      add('WorkOrderProductionDetail', 'report_source', char(20, "default='manual'"))
    ),
    migration(
      '0011_workorderproduction_status',
      alter('WorkOrderProductionDetail', 'report_source', char(30, "default='manual'")),
      index('WorkOrderProductionDetail', 'report_source'),
      add('WorkOrderProduction', 'status', char(20, "default='open'"))
    ),
    migration(
      '0012_dispatchlog',
      create('DispatchLog', { workorder: to('workorder.WorkOrder'), quantity: integer(), created_at: moment('auto_now_add=True') }),
      add('DispatchLog', 'operator', to('system.Operator', 'optional')),
      titled('DispatchLog', '派工紀錄')
    ),
    migration(
      '0013_completedworkorder_and_more',
      create('CompletedWorkOrder', { order_number: char(50), completed_at: moment() }),
      create('CompletedWorkOrderProcess', { completed: to('workorder.CompletedWorkOrder'), process_name: char(50) }),
      create('AutoAllocationSettings', { interval: integer('default=30') })
    ),
    migration(
      '0014_completedworkorder_product_code_and_more',
      add('CompletedWorkOrder', 'company_code', char(10, "default='01'")),
      add('CompletedWorkOrder', 'product_code', char(50, "default=''")),
      add('CompletedWorkOrder', 'finished_quantity', integer('null=True')),
      add('CompletedWorkOrder', 'defect_quantity', integer())
    ),
    migration(
      '0015_completedworkorderprocess_operator_name_and_more',
      add('CompletedWorkOrderProcess', 'operator_name', char(50, "blank=True, default=''")),
      add('CompletedWorkOrderProcess', 'equipment_name', char(50, "blank=True, default=''")),
      add('CompletedWorkOrderProcess', 'work_hours', decimal())
    ),
    migration(
      '0016_alter_completedworkorder_finished_quantity',
      python(
        'fill',
        "apps.get_model('workorder', 'CompletedWorkOrder').objects.filter(finished_quantity=None).update(finished_quantity=0)"
      ),
      alter('CompletedWorkOrder', 'finished_quantity', integer())
    ),
    migration(
      '0017_rename_interval_autoallocationsettings_interval_minutes_and_more',
      rename('AutoAllocationSettings', 'interval', 'interval_minutes'),
      add('AutoAllocationSettings', 'enabled', boolean('True')),
      add('AutoAllocationSettings', 'last_run', moment())
    ),
    migration(
      '0018_autoallocationlog',
      create('AutoAllocationLog', { started_at: moment('auto_now_add=True'), allocated: integer() }),
      add('AutoAllocationLog', 'settings', to('workorder.AutoAllocationSettings', 'optional')),
      titled('AutoAllocationLog', '自動分配紀錄')
    ),
    migration(
      '0019_workorder_remark_and_more',
      add('WorkOrder', 'remark', text()),
      add('WorkOrder', 'is_urgent', boolean()),
      add('WorkOrder', 'source', char(20, "default='erp'")),
      index('WorkOrder', 'status')
    ),
    migration(
      '0020_remove_workorderproductiondetail_legacy_code_and_more',
      remove('WorkOrderProductionDetail', 'legacy_code'),
      add('WorkOrderProductionDetail', 'reported_at', moment('auto_now_add=True')),
      alter('WorkOrder', 'product_code', char(100, "default=''"))
    ),
    migration(
      '0021_completedproductionreport',
      create('CompletedProductionReport', { completed: to('workorder.CompletedWorkOrder'), sequence: integer(), quantity: integer() }),
      unique('CompletedProductionReport', 'completed', 'sequence'),
      index('CompletedProductionReport', 'quantity')
    ),
    migration(
      '0022_normalise_production_status',
      python('normalise', "apps.get_model('workorder', 'WorkOrderProduction').objects.filter(status='').update(status='open')"),
      alter('WorkOrderProduction', 'status', char(30, "default='open'"))
    ),
    migration(
      '0023_completedproductionreport_report_date_and_more',
      add('CompletedProductionReport', 'report_date', date()),
      add('CompletedProductionReport', 'shift', char(10, "default='day'")),
      add('CompletedProductionReport', 'remarks', text())
    ),
    migration(
      '0024_workorderprocess_status_and_more',
      add('WorkOrderProcess', 'status', status(orderStates, "default='pending'")),
      add('WorkOrderProcess', 'actual_start', moment()),
      add('WorkOrderProcess', 'actual_end', moment())
    ),
    migration(
      '0025_workorder_company_order_and_more',
      add('WorkOrder', 'company_order', to('manufacturing_order.CompanyOrder', 'optional')),
      create('WorkOrderTag', { workorder: to('workorder.WorkOrder'), name: char(30) }),
      unique('WorkOrderTag', 'workorder', 'name'),
      titled('WorkOrderTag', '標籤')
    ),
    migration(
      '0026_workorderprocesscapacity',
      create('WorkOrderProcessCapacity', { process: to('workorder.WorkOrderProcess'), hours: decimal() }),
      add('WorkOrderProcessCapacity', 'equipment', to('system.Equipment', 'optional')),
      add('WorkOrderProcessCapacity', 'valid_from', date()),
      titled('WorkOrderProcessCapacity', '產能')
    ),
    migration(
      '0027_workorderprocesslog',
      create('WorkOrderProcessLog', { process: to('workorder.WorkOrderProcess'), action: char(20) }),
      add('WorkOrderProcessLog', 'operator', to('system.Operator', 'optional')),
      add('WorkOrderProcessLog', 'created_at', moment('auto_now_add=True')),
      index('WorkOrderProcessLog', 'action')
    ),
    migration(
      '0028_alter_workorderassignment_note_and_more',
      alter('WorkOrderAssignment', 'note', text("blank=True, default='', verbose_name='備註'")),
      alter('WorkOrder', 'priority', integer("default=0, verbose_name='優先順序'"))
    ),
    migration('0029_alter_completedworkorder_completed_at', alter('CompletedWorkOrder', 'completed_at', moment('auto_now_add=True'))),
    // v1.1.0: what is there keeps its meaning; the running v1.0.0 works on with it.
    ...(version >= '1.1.0'
      ? [
          migration(
            '0030_qualityinspection_and_more',
            create('QualityInspection', {
              workorder: to('workorder.WorkOrder'),
              passed: boolean('True'),
              inspected_at: moment('auto_now_add=True')
            }),
            add('WorkOrder', 'customer_reference', char(50, 'blank=True, null=True')),
            alter('WorkOrder', 'order_number', char(80))
          )
        ]
      : []),
    // v1.2.0: Django calls this reversible, but the remarks are gone; and the code still reads them.
    ...(version >= '1.2.0' ? [migration('0031_remove_workorder_remark', remove('WorkOrder', 'remark'))] : [])
  ]
})

const workorderDispatch: AppSpec = {
  label: 'workorder_dispatch',
  migrations: [
    migration('0001_initial', create('WorkOrderDispatch', { workorder: to('workorder.WorkOrder'), quantity: integer() })),
    migration('0002_workorderdispatch_operator', add('WorkOrderDispatch', 'operator', to('system.Operator', 'optional'))),
    migration('0003_workorderdispatch_process', add('WorkOrderDispatch', 'process', to('workorder.WorkOrderProcess', 'optional'))),
    migration(
      '0004_workorderdispatch_status',
      add('WorkOrderDispatch', 'status', char(20, "default='new'")),
      index('WorkOrderDispatch', 'status')
    ),
    migration(
      '0005_dispatchhistory',
      create('DispatchHistory', { dispatch: to('workorder_dispatch.WorkOrderDispatch'), action: char(20), at: moment('auto_now_add=True') })
    ),
    migration('0006_alter_workorderdispatch_status', alter('WorkOrderDispatch', 'status', char(30, "default='dispatched'"))),
    migration(
      '0007_update_dispatch_default_status',
      python('update', "apps.get_model('workorder_dispatch', 'WorkOrderDispatch').objects.filter(status='new').update(status='dispatched')")
    )
  ]
}

const fillWork: AppSpec = {
  label: 'fill_work',
  migrations: [
    migration('0001_initial', create('FillWork', { workorder: to('workorder.WorkOrder'), work_date: date() })),
    migration('0002_fillwork_operator', add('FillWork', 'operator', to('system.Operator', 'optional'))),
    migration('0003_fillwork_process', add('FillWork', 'process', to('system.Process', 'optional'))),
    migration('0004_fillwork_quantities', add('FillWork', 'good', integer()), add('FillWork', 'defective', integer())),
    migration('0005_fillwork_start_time_fillwork_end_time', add('FillWork', 'start_time', moment()), add('FillWork', 'end_time', moment())),
    migration(
      '0006_fillwork_approval_status',
      add('FillWork', 'approval_status', char(20, "default='pending'")),
      index('FillWork', 'approval_status')
    ),
    migration('0007_rename_good_fillwork_work_quantity', rename('FillWork', 'good', 'work_quantity'), titled('FillWork', '填報')),
    migration('0008_alter_fillwork_unique_together', unique('FillWork', 'workorder', 'operator', 'process', 'start_time'))
  ]
}

const onsiteReporting: AppSpec = {
  label: 'onsite_reporting',
  migrations: [
    migration('0001_initial', create('OnsiteReport', { workorder: to('workorder.WorkOrder'), started_at: moment('auto_now_add=True') })),
    migration('0002_onsitereport_operator', add('OnsiteReport', 'operator', to('system.Operator', 'optional'))),
    migration('0003_onsitereport_equipment', add('OnsiteReport', 'equipment', to('system.Equipment', 'optional'))),
    migration('0004_onsitereport_status', add('OnsiteReport', 'status', char(20, "default='started'"))),
    migration('0005_onsitereporthistory', create('OnsiteReportHistory', { report: to('onsite_reporting.OnsiteReport'), change: text() })),
    migration(
      '0006_onsitereporthistory_at',
      add('OnsiteReportHistory', 'at', moment('auto_now_add=True')),
      titled('OnsiteReportHistory', '現場報工歷史')
    ),
    migration('0007_onsitereport_abnormal_notes', add('OnsiteReport', 'abnormal_notes', char(200, "blank=True, default=''"))),
    migration('0008_onsitereport_work_minutes', add('OnsiteReport', 'work_minutes', integer()), index('OnsiteReport', 'status')),
    migration(
      '0009_fill_work_minutes',
      python('fill', "apps.get_model('onsite_reporting', 'OnsiteReport').objects.filter(work_minutes__lt=0).update(work_minutes=0)")
    ),
    migration(
      '0010_alter_onsitereport_abnormal_notes_and_more',
      alter('OnsiteReport', 'abnormal_notes', text()),
      alter('OnsiteReport', 'status', char(30, "default='started'"))
    )
  ]
}

const reporting: AppSpec = {
  label: 'reporting',
  migrations: [
    migration(
      '0001_initial',
      create('ReportSchedule', { name: char(50), hour: integer('default=6') }),
      create('ReportRun', { started_at: moment('auto_now_add=True'), orders: integer() })
    ),
    migration(
      '0002_reportschedule_recipients',
      add('ReportSchedule', 'recipients', text()),
      add('ReportSchedule', 'enabled', boolean('True'))
    ),
    migration(
      '0003_reportrun_schedule',
      add('ReportRun', 'schedule', to('reporting.ReportSchedule', 'optional')),
      titled('ReportRun', '報表執行')
    ),
    migration(
      '0004_completedworkorderanalysis',
      create('CompletedWorkOrderAnalysis', { order_number: char(50), total_hours: decimal() }),
      titled('CompletedWorkOrderAnalysis', '完工分析')
    ),
    migration(
      '0005_completedworkorderanalysis_company_code_and_more',
      add('CompletedWorkOrderAnalysis', 'company_code', char(10, "default='01'")),
      add('CompletedWorkOrderAnalysis', 'efficiency', decimal())
    ),
    migration(
      '0006_operatorperformance',
      create('OperatorPerformance', { operator: to('system.Operator'), day: date(), hours: decimal() }),
      unique('OperatorPerformance', 'operator', 'day')
    ),
    migration('0007_operatorperformance_quantity', add('OperatorPerformance', 'quantity', integer()), index('OperatorPerformance', 'day')),
    migration(
      '0008_reportschedule_format',
      add('ReportSchedule', 'format', char(10, "default='html'")),
      alter('ReportSchedule', 'name', char(100))
    ),
    migration(
      '0009_workordersummary',
      create('WorkOrderSummary', { workorder: to('workorder.WorkOrder'), computed_at: moment('auto_now_add=True') }),
      titled('WorkOrderSummary', '工單摘要')
    ),
    migration('0010_workordersummary_progress', add('WorkOrderSummary', 'progress', decimal()), index('WorkOrderSummary', 'progress')),
    migration(
      '0011_alter_reportschedule_format',
      alter('ReportSchedule', 'format', char(20, "default='html'")),
      titled('ReportSchedule', '報表排程')
    ),
    migration(
      '0012_normalise_formats',
      python('normalise', "apps.get_model('reporting', 'ReportSchedule').objects.filter(format='').update(format='html')"),
      add('ReportRun', 'finished_at', moment())
    ),
    migration(
      '0013_rename_hours_operatorperformance_work_hours',
      rename('OperatorPerformance', 'hours', 'work_hours'),
      add('OperatorPerformance', 'defects', integer())
    ),
    migration(
      '0014_alter_completedworkorderanalysis_unique_together',
      unique('CompletedWorkOrderAnalysis', 'company_code', 'order_number'),
      alter('CompletedWorkOrderAnalysis', 'total_hours', decimal("default=0, verbose_name='總工時'"))
    )
  ]
}

/** The apps of a version; each comes after those that it points to. */
export function appsOf(version: Version): readonly AppSpec[] {
  return [system, manufacturingOrder, workorder(version), workorderDispatch, fillWork, onsiteReporting, reporting]
}
