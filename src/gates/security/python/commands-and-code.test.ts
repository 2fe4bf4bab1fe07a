import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
  [
    'command-injection',
    flask('subprocess.run("ping " + request.args["h"], shell=True)'),
    flask('subprocess.run(["ping", request.args["h"]])'),
  ],
  [
    'command-injection',
    flask('subprocess.Popen(["sh", "-c", f"ls {request.args[\'d\']}"])'),
    flask('os.system("ls " + __import__("shlex").quote(request.args["d"]))'),
  ],
  [
    'code-injection',
    flask('return str(eval(request.args["e"]))'),
    flask('import ast\nreturn jsonify(ast.literal_eval(request.args["e"]))'),
  ],
  [
    'code-injection',
    flask('exec(request.get_json()["code"])'),
    flask('actions = {"a": len}\nreturn jsonify(actions[request.get_json()["code"]]("x"))'),
  ],
  [
    'unsafe-deserialization',
    flask('import pickle, base64\npickle.loads(base64.b64decode(request.cookies["s"]))'),
    flask('import base64\njson.loads(base64.b64decode(request.cookies["s"]))'),
  ],
  [
    'unsafe-deserialization',
    flask('import yaml\nyaml.load(request.data, Loader=yaml.Loader)'),
    flask('import yaml\nyaml.load(request.data, Loader=yaml.SafeLoader)'),
  ],
  [
    'unsafe-deserialization',
    flask('import pickle\npickle.loads(request.data)'),
    flask(
      'import pickle, hmac, hashlib\nif not hmac.compare_digest(request.headers["S"], hmac.new(b"k", request.data, hashlib.sha256).hexdigest()):\n    abort(403)\npickle.loads(b"")',
    ),
  ],
  [
    'command-injection',
    'import argparse, os\np = argparse.ArgumentParser()\np.add_argument("--name")\nos.system("a " + p.parse_args().name)\n',
    'import argparse, os\np = argparse.ArgumentParser()\np.add_argument("--name", choices=["a", "b"])\nos.system("a " + p.parse_args().name)\n',
  ],
  [
    'template-injection',
    flask('return render_template_string("Hello " + request.args["n"])'),
    flask('return render_template_string("Hello {{ n }}", n=request.args["n"])'),
  ],
  [
    'command-injection',
    'import os, sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    row = db.execute("SELECT h FROM t").fetchone()\n    os.system("ping " + row[0])\n',
    'import subprocess, sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    row = db.execute("SELECT h FROM t").fetchone()\n    subprocess.run(["ping", row[0]])\n',
  ],
  [
    'argument-injection',
    flask('subprocess.run(["git", "clone", request.args["u"], "/srv/a"])\nreturn "ok"'),
    flask('u = request.args["u"]\nif u.startswith("-"):\n    abort(400)\nsubprocess.run(["git", "clone", u, "/srv/a"])\nreturn "ok"'),
  ],
  [
    'argument-injection',
    flask('subprocess.check_call(["tar", "xf", "-", request.args["u"]])\nreturn "ok"'),
    flask('subprocess.check_call(["git", "commit", "-m", request.args["u"]])\nreturn "ok"'),
  ],
  [
    'format-string-injection',
    flask('return jsonify(t=request.args["p"].format(user=current()))'),
    flask('return jsonify(t="{n}".format(n=request.args["p"]))'),
  ],
  [
    'command-injection',
    'import os\ndef handler(event, context):\n    q = event.get("queryStringParameters") or {}\n    os.system("dig " + q["d"])\n',
    'import os\ndef handler(event, context):\n    q = event.get("queryStringParameters") or {}\n    os.system("dig %d" % q["d"])\n',
  ],
  [
    'unsafe-deserialization',
    flask('import yaml\nreturn jsonify(yaml.load(request.get_data(), Loader=yaml.FullLoader))'),
    flask('import yaml\nclass L(yaml.SafeLoader):\n    pass\nreturn jsonify(yaml.load(request.get_data(), Loader=L))'),
  ],
  [
    'command-injection',
    flask('from functools import partial\nrun = partial(subprocess.run, shell=True)\nrun("ping " + request.args["h"])\nreturn "ok"'),
    flask('from functools import partial\nrun = partial(subprocess.run, shell=False)\nrun(["ping", request.args["h"]])\nreturn "ok"'),
  ],
  [
    'command-injection',
    flask('import threading\nthreading.Thread(target=os.system, args=("ping " + request.args["h"],)).start()\nreturn "ok"'),
    flask('import threading\nthreading.Thread(target=os.system, args=("ping a",)).start()\nreturn "ok"'),
  ],
  [
    'command-injection',
    'import asyncio, os\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\nasync def a(h: str):\n    await asyncio.to_thread(os.system, "ping " + h)\n',
    'import asyncio, os\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\nasync def a(h: str):\n    await asyncio.to_thread(os.path.exists, "ping " + h)\n',
  ],
  [
    'command-injection',
    'import functools, os\nfrom flask import request\ndef audited(view):\n    @functools.wraps(view)\n    def inner(*args):\n        os.system("log " + request.args["h"])\n        return view(*args)\n    return inner\n',
    'import functools, os\nfrom flask import request\ndef audited(view):\n    @functools.wraps(view)\n    def inner(*args):\n        os.system("log %d" % len(request.args["h"]))\n        return view(*args)\n    return inner\n',
  ],
  [
    'unsafe-deserialization',
    flask('import pickle\nclass Codec:\n    loads = staticmethod(pickle.loads)\nreturn jsonify(Codec.loads(request.get_data()))'),
    flask('class Codec:\n    loads = staticmethod(json.loads)\nreturn jsonify(Codec.loads(request.get_data()))'),
  ],
  [
    'argument-injection',
    flask(
      'b = request.args["b"]\nif not re.fullmatch(r"[A-Za-z/-][A-Za-z/]*", b):\n    abort(400)\nsubprocess.run(["git", "log", b])\nreturn "ok"',
    ),
    flask(
      'b = request.args["b"]\nif not re.fullmatch(r"[A-Za-z][A-Za-z/.-]*", b):\n    abort(400)\nsubprocess.run(["git", "log", b])\nreturn "ok"',
    ),
  ],
  [
    'unsafe-deserialization',
    'import yaml\ndef f(path):\n    with open(path) as file:\n        return yaml.load(file, Loader=yaml.Loader)\n',
    'import yaml\ndef f(path, loader=yaml.SafeLoader):\n    with open(path) as file:\n        return yaml.load(file, Loader=loader)\n',
  ],
  [
    'runs-as-root',
    'import os\ndef serve():\n    os.setuid(0)\n    work()\n',
    'import os\ndef serve(uid):\n    os.seteuid(0)\n    bind()\n    os.seteuid(uid)\n',
  ],
  [
    'runs-as-root',
    'import docker\ndocker.from_env().containers.run("a", privileged=True)\n',
    'import docker\ndocker.from_env().containers.run("a", user="root", cap_drop=["ALL"])\n',
  ],
  [
    'command-injection',
    'import os, sys\nos.execvp("sh", ["sh", "-c", "ls " + sys.argv[1]])\n',
    'import os, sys\nos.execvp("sh", ["sh", "-c", "ls \\"$1\\"", "sh", sys.argv[1]])\n',
  ],
  [
    'command-injection',
    'import asyncssh\nasync def f():\n    async with asyncssh.connect("h") as c:\n        await c.run("deploy " + input())\n',
    'import asyncssh, shlex\nasync def f():\n    async with asyncssh.connect("h") as c:\n        await c.run("deploy " + shlex.quote(input()))\n',
  ],
  [
    'code-injection',
    flask('import reports\nreturn jsonify(getattr(reports, request.args["k"])())'),
    flask('import reports\nk = request.args["k"]\nif k not in ("day", "week"):\n    abort(404)\nreturn jsonify(getattr(reports, k)())'),
  ],
  [
    'unsafe-deserialization',
    flask(
      'import io, pickle\nclass Reader(pickle.Unpickler):\n    def persistent_load(self, pid):\n        return pid\nreturn jsonify(Reader(io.BytesIO(request.data)).load())',
    ),
    flask(
      'import io, pickle\nclass Reader(pickle.Unpickler):\n    def find_class(self, module, name):\n        raise pickle.UnpicklingError(name)\nreturn jsonify(Reader(io.BytesIO(request.data)).load())',
    ),
  ],
  [
    'unverified-download',
    'import requests\nexec(requests.get("https://a.example/p.py").text)\n',
    'import requests, hashlib\ndef f(known):\n    text = requests.get("https://a.example/p.py").text\n    if hashlib.sha256(text.encode()).hexdigest() != known:\n        raise ValueError(known)\n    exec(text)\n',
  ],
  [
    'code-injection',
    flask('return jsonify(globals()[request.args["k"]]())'),
    flask('k = request.args["k"]\nif k not in ALLOWED:\n    abort(404)\nreturn jsonify(globals()[k]())'),
  ],
  [
    'code-injection',
    flask('import redis\nreturn jsonify(redis.Redis().eval("return " + request.args["k"], 0))'),
    flask('import redis\nreturn jsonify(redis.Redis().eval("return KEYS[1]", 1, request.args["k"]))'),
  ],
  [
    'command-injection',
    'import os\nfrom urllib.parse import parse_qs\ndef application(environ, start_response):\n    os.system("ping " + parse_qs(environ["QUERY_STRING"])["h"][0])\n    start_response("200 OK", [])\n    return []\n',
    'import subprocess\nfrom urllib.parse import parse_qs\ndef application(environ, start_response):\n    subprocess.run(["ping", "--", parse_qs(environ["QUERY_STRING"])["h"][0]])\n    start_response("200 OK", [])\n    return []\n',
  ],
]);
