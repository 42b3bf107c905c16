/**
 * Runs in the driver, in the place of what `migrate` would do: undoes exactly the migrations that BELAY_REVERT names, newest first, each together with its
 * row in one transaction where the database can, so that a run that was killed is found between two migrations and never within one.
 * Nothing is undone before it is known that all of it can be: every operation has a way back, nothing that stays depends on what goes, and every file is
 * there. A squash whose old files are all on disk is taken for what it stands for, and its own row goes with them: left alone by Django, it would claim
 * later that what was undone is applied. Signals of `migrate` are not sent: their receivers are the new code, on the old schema.
 */
export const djangoRevert = `
def revert(command, *args, **options):
    from django.db import connections, transaction
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.graph import MigrationGraph
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder
    connection = connections[alias]
    gone = set(tuple(each) for each in json.loads(os.environ['BELAY_REVERT']))
    rows = set(MigrationRecorder(connection).applied_migrations())
    save(before=sorted(map(name, rows)))
    if digest(map(name, rows)) != os.environ['BELAY_BEFORE']:
        raise SystemExit('The applied migrations are not those that the way back was made from')

    def refuse(reason, keys):
        save(refused=reason, refusedFor=sorted(map(name, keys)))
        raise SystemExit('Nothing was undone')

    class Loader(MigrationLoader):
        def build_graph(self):
            self.load_disk()
            self.applied_migrations = MigrationRecorder(self.connection).applied_migrations()
            self.graph = MigrationGraph()
            self.replacements = {}
            for key, migration in self.disk_migrations.items():
                self.graph.add_node(key, migration)
                if migration.replaces:
                    self.replacements[key] = migration
            for key, migration in self.disk_migrations.items():
                self.add_internal_dependencies(key, migration)
            for key, migration in self.disk_migrations.items():
                self.add_external_dependencies(key, migration)
            for key, migration in self.replacements.items():
                if stands_for_files(self, migration):
                    self.graph.remove_replacement_node(key, migration.replaces)
                    self.applied_migrations.pop(key, None)
                else:
                    self.graph.remove_replaced_nodes(key, migration.replaces)
                    if all(tuple(each) in self.applied_migrations for each in migration.replaces):
                        self.applied_migrations[key] = migration
            self.graph.validate_consistency()
            self.graph.ensure_not_cyclic()

    def stands_for_files(loader, migration):
        return all(tuple(each) in loader.disk_migrations for each in migration.replaces)

    executor = MigrationExecutor(connection)
    executor.loader = loader = Loader(connection)
    # What is undone, and the rows that go with it.
    units, covered = [], set()
    for key in sorted(gone):
        squash = loader.replacements.get(key)
        # Its row alone goes where the files do the work, and where nothing that it stands for goes: it was only recorded.
        recorded = squash is not None and not any(tuple(each) in gone for each in squash.replaces) and all(tuple(each) in rows for each in squash.replaces)
        if squash is not None and (recorded or stands_for_files(loader, squash)):
            covered.add(key)
        elif key in loader.graph.nodes and loader.graph.nodes[key] is not None:
            units.append(key)
            covered.add(key)
    for key, squash in loader.replacements.items():
        targets = set(tuple(each) for each in squash.replaces)
        if stands_for_files(loader, squash) or not targets & gone:
            continue
        if not targets <= gone:
            refuse('a squash would have to go back in part, and the files that it replaces are not all there', [key])
        covered |= targets
        if key not in units:
            units.append(key)
    if gone - covered:
        refuse('this release does not have their files', gone - covered)
    applied = set(loader.applied_migrations) | set(units)
    needed = [key for unit in units for key in map(tuple, loader.graph.node_map[unit].children) if key in applied and key not in units]
    if needed:
        refuse('they depend on what would go, and were applied before', needed)
    migrations = {key: loader.graph.nodes[key] for key in units}
    fixed = [key for key, migration in migrations.items() if not all(each.reversible for each in migration.operations)]
    if fixed:
        refuse('they have operations without a way back', fixed)
    # Also what leads to them, in the order in which it would be applied.
    order = []
    for leaf in sorted(loader.graph.leaf_nodes()):
        for key in loader.graph.forwards_plan(leaf):
            if key not in order and key in applied:
                order.append(key)
    state, states = executor._create_project_state(), {}
    for key in order:
        if key in migrations:
            states[key] = state
            state = migrations[key].mutate_state(state, preserve=True)
        else:
            state = loader.graph.nodes[key].mutate_state(state, preserve=False)
    save(plan=[describe(migrations[key]) for key in reversed(order) if key in migrations], rollsBack=bool(connection.features.can_rollback_ddl))
    recorder = MigrationRecorder(connection)
    stale = gone - set(units)
    for key in reversed(order):
        if key not in migrations:
            continue
        migration = migrations[key]
        command.stdout.write('  Unapplying %s... ' % name(key), ending='')
        command.stdout.flush()

        def undo():
            executor.unapply_migration(states[key], migration)
            # A squash with a row that says it is applied goes before the first of what it stands for.
            for row in [row for row in stale if row in loader.replacements and key in map(tuple, loader.replacements[row].replaces)]:
                recorder.record_unapplied(*row)

        if migration.atomic and connection.features.can_rollback_ddl:
            # SQLite can switch its checks off only outside of a transaction.
            checks_off = connection.vendor == 'sqlite' and connection.disable_constraint_checking()
            try:
                with transaction.atomic(using=alias):
                    undo()
            finally:
                if checks_off:
                    connection.enable_constraint_checking()
        else:
            undo()
        command.stdout.write('OK')
    for row in stale:
        recorder.record_unapplied(*row)
    save(reverted=True)
`
