/**
 * A plugin of pytest: what each test came to, and which lines of the changed file ran in those that passed. In the jail,
 * beside the tests; as a text, because it is written into it. https://docs.pytest.org/en/stable/reference/reference.html#hooks
 */
export const PYTEST_PLUGIN = `
import ast, json, os, sys, threading, types
import pytest

changed = os.path.realpath(os.environ["CENTURIA_CHANGED"])
tests, proved, now, covering = {}, set(), set(), set()
known, places = {}, {}

def is_changed(name):
    if name not in known:
        known[name] = os.path.realpath(name) == changed
    return known[name]

def sides(tree):
    """What may not run though something of its line does: a side of a condition, a statement that shares its line."""
    first = {}
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            first[node.lineno] = min(node.col_offset, first.get(node.lineno, node.col_offset))
    for node in ast.walk(tree):
        if isinstance(node, ast.IfExp):
            yield from (node.body, node.orelse)
        elif isinstance(node, ast.BoolOp):
            yield from node.values[1:]
        elif isinstance(node, ast.Compare):
            yield from node.comparators[1:]
        elif isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp)):
            yield node.elt
        elif isinstance(node, ast.DictComp):
            yield from (node.key, node.value)
        elif isinstance(node, ast.Lambda):
            yield node.body
        elif isinstance(node, ast.stmt) and node.col_offset > first[node.lineno] and not isinstance(node, ast.Pass):
            yield node

try:
    with open(changed, encoding="utf8") as file:
        parsed = ast.parse(file.read())
    sided = {node.lineno for node in sides(parsed)}
except (SyntaxError, ValueError, OSError):
    sided = set()

def places_of(code):
    """Where each instruction was written, of code that has sides; nothing else is watched so closely."""
    if code not in places:
        has = hasattr(code, "co_positions") and any(number in sided for _, _, number in code.co_lines())
        places[code] = list(code.co_positions()) if has else []
    return places[code]

if hasattr(sys, "monitoring"):
    def begin():
        watch = sys.monitoring
        watch.use_tool_id(4, "centuria")
        def line(code, number):
            if not is_changed(code.co_filename):
                return watch.DISABLE
            now.add((number, bool(code.co_flags & 1)))
        def start(code, offset):
            if is_changed(code.co_filename) and places_of(code):
                watch.set_local_events(4, code, watch.events.INSTRUCTION)
            return line(code, code.co_firstlineno)
        def instruction(code, offset):
            now.add(places_of(code)[offset // 2])
            return watch.DISABLE
        watch.register_callback(4, watch.events.LINE, line)
        watch.register_callback(4, watch.events.PY_START, start)
        watch.register_callback(4, watch.events.INSTRUCTION, instruction)
        watch.set_events(4, watch.events.LINE | watch.events.PY_START)
    resume = sys.monitoring.restart_events
    begin()
else:
    def local(frame, event, arg):
        if event == "line":
            now.add((frame.f_lineno, bool(frame.f_code.co_flags & 1)))
        elif event == "opcode":
            now.add(places_of(frame.f_code)[frame.f_lasti // 2])
        return local
    def trace(frame, event, arg):
        if is_changed(frame.f_code.co_filename):
            now.add((frame.f_lineno, bool(frame.f_code.co_flags & 1)))
            frame.f_trace_opcodes = bool(places_of(frame.f_code))
            return local
    def resume():
        sys.settrace(trace)
        threading.settrace(trace)
    resume()

def executable(code, inner=False):
    """Lines by whether they are in a function: to define one is not to run it."""
    for _, _, number in code.co_lines():
        if number: yield number, inner
    for const in code.co_consts:
        # Annotations are evaluated only if something asks for them.
        if isinstance(const, types.CodeType) and const.co_name != "__annotate__":
            yield from executable(const, bool(const.co_flags & 1))

def all_places(code):
    if hasattr(code, "co_positions"):
        yield from code.co_positions()
    for const in code.co_consts:
        if isinstance(const, types.CodeType):
            yield from all_places(const)

def partly_run(tree, code, ran):
    """Lines a side of which has code and was not run. Before Python 3.11 nothing tells of sides, so that none was."""
    def within(node, place):
        line, end_line, column, end_column = place
        return None not in place and (line, column) >= (node.lineno, node.col_offset) and (end_line, end_column) <= (node.end_lineno, node.end_col_offset)
    every = set(all_places(code))
    for node in sides(tree):
        has_code = not every or any(within(node, place) for place in every)
        if has_code and not any(within(node, place) for place in ran):
            yield node.lineno

def for_types(tree):
    """Lines that only a type checker reads."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            for one in node.body:
                yield from range(one.lineno, one.end_lineno + 1)

@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    # What ran while the modules were loaded ran for every test.
    proved.update(now)
    now.clear()
    resume()
    yield
    if now:
        covering.add(str(item.path))
    test = tests.get(item.nodeid)
    if test and test["outcome"] == "passed":
        proved.update(now)
    now.clear()

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    name = " > ".join(item.nodeid.split("::")[1:])
    test = tests.setdefault(item.nodeid, {"file": str(item.path), "name": name, "outcome": "passed"})
    if report.failed:
        test.update(outcome="failed", **words(report))
    elif report.skipped and test["outcome"] == "passed":
        test["outcome"] = "skipped"

def words(report):
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return {"message": str(report.longrepr).strip().split("\\n")[-1]}
    return {"message": crash.message, "stack": "%s:%s" % (crash.path, crash.lineno)}

def pytest_collectreport(report):
    if report.failed:
        tests[report.nodeid] = {"name": report.nodeid or "collection", "outcome": "failed", **words(report)}

def pytest_sessionfinish(session):
    lines, partly, is_broken = set(), set(), False
    try:
        with open(changed, encoding="utf8") as file:
            text = file.read()
        tree, code = ast.parse(text), compile(text, changed, "exec")
        unread = set(for_types(tree))
        lines = {one for one in executable(code) if one[0] not in unread}
        partly = set(partly_run(tree, code, [one for one in proved if len(one) == 4])) - unread
    except (SyntaxError, ValueError):
        is_broken = True
    except OSError:
        pass
    inside = {number for number, inner in lines if inner}
    ran = {one[0] for one in proved if len(one) == 2 and (one[1] or one[0] not in inside)}
    report = {"tests": list(tests.values()), "executable": sorted({number for number, _ in lines}), "run": sorted(ran), "partly": sorted(partly & ran), "covering": sorted(covering)}
    with open(os.environ["CENTURIA_REPORT"], "w", encoding="utf8") as file:
        json.dump({"python": report, "processes": [], "isBroken": is_broken}, file)
`;
