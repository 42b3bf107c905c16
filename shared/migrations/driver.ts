/**
 * What both drivers begin with. Facts go into the file that the first argument names, whole or not at all; where that is `-`, in a container, they are a
 * line of the output, and the process ends when its stdin does: then nobody waits for it any more.
 * `BELAY_ONLY` is the digest of the names that may be applied; where something else is planned, `unasked` names all of the plan and nothing is applied.
 */
export const driverFacts = `facts_path = sys.argv[1]
facts = {}

def save(**more):
    facts.update(more)
    if facts_path == '-':
        rest = ('\\nBELAY-facts=' + json.dumps(facts) + '\\n').encode()
        sys.stdout.flush()
        while rest:
            rest = rest[os.write(1, rest):]
        return
    descriptor = os.open(facts_path + '.new', os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, 'w') as file:
        json.dump(facts, file)
        file.flush()
        os.fsync(file.fileno())
    os.rename(facts_path + '.new', facts_path)

def digest(names):
    return hashlib.sha256('\\n'.join(sorted(names)).encode()).hexdigest()

def stop_unasked(before, names):
    only = os.environ.get('BELAY_ONLY')
    if only and names and digest(names) != only:
        save(before=before, unasked=sorted(names))
        raise SystemExit('CommandError: The pending migrations are not those that were asked for')

def watch():
    while os.read(0, 4096):
        pass
    os._exit(1)

if facts_path == '-':
    threading.Thread(target=watch, daemon=True).start()
`
