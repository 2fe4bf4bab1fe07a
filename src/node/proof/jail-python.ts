/**
 * A plugin of pytest: what each test came to, and which lines of the changed file ran in those that passed. In the jail,
 * beside the tests; as a text, because it is written into it. https://docs.pytest.org/en/stable/reference/reference.html#hooks
 */
export const PYTEST_PLUGIN = `
import ast, json, os, sys, threading, types
import pytest

changed = os.path.realpath(os.environ["CENTURIA_CHANGED"])
tests, proved, now, covering = {}, set(), set(), set()
known = {}

def is_changed(name):
    if name not in known:
        known[name] = os.path.realpath(name) == changed
    return known[name]

if hasattr(sys, "monitoring"):
    def begin():
        watch = sys.monitoring
        watch.use_tool_id(4, "centuria")
        def line(code, number):
            if not is_changed(code.co_filename):
                return watch.DISABLE
            now.add((number, bool(code.co_flags & 1)))
        def start(code, offset):
            return line(code, code.co_firstlineno)
        watch.register_callback(4, watch.events.LINE, line)
        watch.register_callback(4, watch.events.PY_START, start)
        watch.set_events(4, watch.events.LINE | watch.events.PY_START)
    def resume(): pass
    begin()
else:
    def local(frame, event, arg):
        if event == "line":
            now.add((frame.f_lineno, bool(frame.f_code.co_flags & 1)))
        return local
    def trace(frame, event, arg):
        if is_changed(frame.f_code.co_filename):
            now.add((frame.f_lineno, bool(frame.f_code.co_flags & 1)))
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
    lines, is_broken = set(), False
    try:
        with open(changed, encoding="utf8") as file:
            text = file.read()
        unread = set(for_types(ast.parse(text)))
        lines = {one for one in executable(compile(text, changed, "exec")) if one[0] not in unread}
    except (SyntaxError, ValueError):
        is_broken = True
    except OSError:
        pass
    inside = {number for number, inner in lines if inner}
    ran = {number for number, inner in proved if inner or number not in inside}
    report = {"tests": list(tests.values()), "executable": sorted({number for number, _ in lines}), "run": sorted(ran), "covering": sorted(covering)}
    with open(os.environ["CENTURIA_REPORT"], "w", encoding="utf8") as file:
        json.dump({"python": report, "processes": [], "isBroken": is_broken}, file)
`;
