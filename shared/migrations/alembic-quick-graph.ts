/**
 * Python: `quick_graph()` answers which revisions there are without importing Alembic, which takes ten times as long as reading their files. None: something
 * is not as Alembic's own template has it, and Alembic must be asked. It knows one folder `versions`, and in each file one literal `revision`,
 * `down_revision` and `depends_on` that nothing else in the file could change. What runs the migrations asks Alembic itself, and refuses to begin where that
 * finds another applied set than this one.
 */
export const alembicQuickGraph = `def quick_graph():
    import ast, configparser
    names = ('revision', 'down_revision', 'depends_on')
    parser = configparser.ConfigParser({'here': os.path.abspath(os.path.dirname(ini))})
    try:
        with open(ini, encoding='utf-8') as file:
            parser.read_file(file)
        options = dict(parser.items(section))
        location = options['script_location']
        others = ('version_locations', 'sourceless', 'recursive_version_locations')
        if ':' in location or any(other in options for other in others):
            return None
        folder = os.path.join(location, 'versions')
        graph = {}
        for name in sorted(os.listdir(folder)):
            if not name.endswith('.py') or name.startswith(('.#', '__init__')):
                continue
            with open(os.path.join(folder, name), 'rb') as file:
                tree = ast.parse(file.read())
            found = {}
            for statement in tree.body:
                targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, 'target', None)]
                if isinstance(statement, (ast.Assign, ast.AnnAssign)) and len(targets) == 1:
                    [target] = targets
                    if isinstance(target, ast.Name) and target.id in names and statement.value is not None:
                        if target.id in found:
                            return None
                        found[target.id] = ast.literal_eval(statement.value)
            # Bound in any other way, it may be another value in the end.
            stores = []
            for node in ast.walk(tree):
                bound = getattr(node, 'name', None)
                if isinstance(node, ast.alias):
                    bound = (node.asname or node.name).split('.')[0]
                if isinstance(node, (ast.Global, ast.Nonlocal)) and not set(names).isdisjoint(node.names):
                    return None
                if isinstance(node, ast.Name):
                    if not isinstance(node.ctx, ast.Load):
                        stores.append(node.id)
                    bound = node.id if node.id in ('globals', 'locals', 'vars', 'exec', 'eval') else None
                if bound in names or bound in ('*', 'globals', 'locals', 'vars', 'exec', 'eval'):
                    return None
            if any(stores.count(each) != (1 if each in found else 0) for each in names):
                return None
            if not isinstance(found.get('revision'), str) or 'down_revision' not in found or found['revision'] in graph:
                return None
            parents = set()
            for value in (found['down_revision'], found.get('depends_on')):
                values = () if value is None else (value,) if isinstance(value, str) else value
                if not isinstance(values, (tuple, list)) or not all(isinstance(each, str) for each in values):
                    return None
                parents.update(values)
            graph[found['revision']] = sorted(parents)
    except Exception:
        return None
    # Names that are not whole, labels, and rings are for Alembic to judge.
    ready, rest = set(), dict(graph)
    while rest:
        free = [name for name, parents in rest.items() if ready.issuperset(parents)]
        if not free:
            return None
        for name in free:
            ready.add(name)
            del rest[name]
    return graph
`
