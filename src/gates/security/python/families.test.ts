import { test } from 'node:test';
import assert from 'node:assert/strict';
import { gateAssets } from '../../assets.ts';
import { createPythonSecurity } from './python-security.ts';

const security = await createPythonSecurity(gateAssets(import.meta.url));

function rulesIn(text: string): string[] {
  const analysis = security.analyse(text);
  assert.ok(analysis.ok, JSON.stringify(analysis));
  return [...new Set(analysis.complaints.map(({ rule }) => rule))];
}

const flask = (body: string): string => `
from flask import Flask, request, make_response, redirect, send_file, abort, jsonify, render_template_string
import os, re, json, subprocess, logging
app = Flask(__name__)
logger = logging.getLogger(__name__)
@app.route("/x")
def view():
${body.replace(/^/gmu, '    ')}
`;

/** By rule: what is wrong, and what looks like it and is right. */
const families: readonly (readonly [rule: string, wrong: string, right: string])[] = [
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
    'path-traversal',
    flask('return send_file("/srv/" + request.args["f"])'),
    flask(
      'p = os.path.realpath(os.path.join("/srv", request.args["f"]))\nif not p.startswith("/srv" + os.sep):\n    abort(404)\nreturn send_file(p)',
    ),
  ],
  [
    'path-traversal',
    flask('from pathlib import Path\nreturn jsonify(t=(Path("/srv") / request.args["f"]).read_text())'),
    flask(
      'from pathlib import Path\nroot = Path("/srv")\np = (root / request.args["f"]).resolve()\nif not p.is_relative_to(root):\n    return "no"\nreturn jsonify(t=p.read_text())',
    ),
  ],
  [
    'path-traversal',
    flask('with open(os.path.join("d", request.form["n"])) as f:\n    return jsonify(f.read())'),
    flask(
      'from werkzeug.utils import secure_filename\nwith open(os.path.join("d", secure_filename(request.form["n"]))) as f:\n    return jsonify(f.read())',
    ),
  ],
  [
    'cross-site-scripting',
    flask('return "<h1>" + request.args["n"]'),
    flask('from markupsafe import escape\nreturn "<h1>" + escape(request.args["n"])'),
  ],
  [
    'cross-site-scripting',
    flask('r = make_response(f"<b>{request.args[\'n\']}</b>")\nreturn r'),
    flask('r = make_response(jsonify(n=request.args["n"]))\nreturn r'),
  ],
  [
    'cross-site-scripting',
    'from django.http import HttpResponse\ndef view(request):\n    return HttpResponse("<b>%s</b>" % request.GET.get("n"))\n',
    'from django.http import HttpResponse\nfrom django.utils.html import format_html\ndef view(request):\n    return HttpResponse(format_html("<b>{}</b>", request.GET.get("n")))\n',
  ],
  [
    'sql-injection',
    flask('import sqlite3\nc = sqlite3.connect("x").cursor()\nc.execute("SELECT * FROM t WHERE n = \'%s\'" % request.args["n"])'),
    flask('import sqlite3\nc = sqlite3.connect("x").cursor()\nc.execute("SELECT * FROM t WHERE n = ?", (request.args["n"],))'),
  ],
  [
    'sql-injection',
    flask('from sqlalchemy import text\ndb.session.execute(text(f"SELECT {request.args[\'c\']} FROM t"))'),
    flask(
      'from sqlalchemy import text\ncolumn = {"a": "name", "b": "age"}.get(request.args["c"], "name")\ndb.session.execute(text(f"SELECT {column} FROM t"))',
    ),
  ],
  [
    'ldap-injection',
    flask('import ldap\nldap.initialize("x").search_s("dc=x", 2, "(uid=" + request.args["u"] + ")")'),
    flask(
      'import ldap\nfrom ldap.filter import escape_filter_chars\nldap.initialize("x").search_s("dc=x", 2, "(uid=" + escape_filter_chars(request.args["u"]) + ")")',
    ),
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
    'header-injection',
    flask('r = make_response("x")\nr.headers["X-Name"] = request.args["n"]\nreturn r'),
    flask('r = make_response("x")\nr.headers["X-Name"] = request.args["n"].replace("\\n", "").replace("\\r", "")\nreturn r'),
  ],
  ['log-injection', flask('logger.info("user %s", request.args["u"])'), flask('logger.info("user %r", len(request.args["u"]))')],
  [
    'stack-trace-exposure',
    flask('try:\n    work()\nexcept Exception as e:\n    return jsonify(error=str(e)), 500'),
    flask('try:\n    work()\nexcept Exception as e:\n    logger.exception(e)\n    return jsonify(error="failed"), 500'),
  ],
  [
    'stack-trace-exposure',
    flask('import traceback\ntry:\n    work()\nexcept Exception:\n    return traceback.format_exc()'),
    flask('import traceback\ntry:\n    work()\nexcept Exception:\n    logger.error(traceback.format_exc())\n    return "failed"'),
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
    'open-redirect',
    flask('return redirect(request.args["next"])'),
    flask(
      'from urllib.parse import urlparse\nt = request.args["next"]\nif urlparse(t).netloc not in ("", "example.com"):\n    abort(400)\nreturn redirect(t)',
    ),
  ],
  [
    'open-redirect',
    'from django.shortcuts import redirect\ndef view(request):\n    return redirect(request.GET["next"])\n',
    'from django.shortcuts import redirect\nfrom django.utils.http import url_has_allowed_host_and_scheme\ndef view(request):\n    n = request.GET["next"]\n    if url_has_allowed_host_and_scheme(n, allowed_hosts=None):\n        return redirect(n)\n    return redirect("/")\n',
  ],
  [
    'xml-external-entities',
    flask('from lxml import etree\netree.fromstring(request.data)'),
    flask('from lxml import etree\netree.fromstring(request.data, etree.XMLParser(resolve_entities=False))'),
  ],
  [
    'xpath-injection',
    flask('from lxml import etree\netree.parse("u.xml").xpath("//u[@n=\'" + request.args["n"] + "\']")'),
    flask('from lxml import etree\netree.parse("u.xml").xpath("//u[@n=$n]", n=request.args["n"])'),
  ],
  [
    'server-side-request-forgery',
    flask('import requests\nrequests.get(request.args["u"])'),
    flask('import requests\nrequests.get("https://api.example.com/users/" + request.args["u"])'),
  ],
  [
    'server-side-request-forgery',
    flask('import requests\nrequests.get("https://" + request.args["h"] + "/x")'),
    flask(
      'import requests\nfrom urllib.parse import urlparse\nu = request.args["u"]\nif urlparse(u).hostname not in {"a.example.com"}:\n    return "no"\nrequests.get(u)',
    ),
  ],
  [
    'server-side-request-forgery',
    flask('import requests\nfrom settings import BASE\nrequests.get(request.args["b"] + BASE)'),
    flask('import requests\nfrom settings import BASE\nrequests.get(BASE + request.args["b"])'),
  ],
  [
    'server-side-request-forgery',
    flask(
      'import requests\nfrom urllib.parse import urlparse\nu = request.args["u"]\nif urlparse(u).scheme != "https":\n    abort(400)\nrequests.get(u)',
    ),
    flask(
      'import requests, ipaddress, socket\nfrom urllib.parse import urlparse\nu = request.args["u"]\nip = ipaddress.ip_address(socket.gethostbyname(urlparse(u).hostname))\nif ip.is_private or ip.is_loopback:\n    abort(400)\nrequests.get(u)',
    ),
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
    'path-traversal',
    flask('n = request.args["n"]\nif n.endswith(".txt"):\n    open(os.path.join("/srv", n))'),
    flask('n = request.args["n"]\nif ".." in n or n.startswith("/"):\n    abort(400)\nopen("/srv/" + n)'),
  ],
  [
    'cross-site-scripting',
    flask('from markupsafe import Markup\nreturn Markup("<b>%s</b>" % request.args["n"])'),
    flask('from markupsafe import Markup\nreturn Markup("<b>%s</b>") % request.args["n"]'),
  ],
  [
    'server-side-request-forgery',
    flask('import socket\nsocket.create_connection((request.args["h"], 80))'),
    flask('import socket\nsocket.create_connection(("a.example.com", int(request.args["p"])))'),
  ],
  [
    'nosql-injection',
    flask('import pymongo\npymongo.MongoClient().d.users.find_one({"n": request.get_json()["n"]})'),
    flask('import pymongo\npymongo.MongoClient().d.users.find_one({"n": str(request.get_json()["n"])})'),
  ],
  [
    'template-injection',
    flask('return render_template_string("Hello " + request.args["n"])'),
    flask('return render_template_string("Hello {{ n }}", n=request.args["n"])'),
  ],
  ['regex-injection', flask('re.search(request.args["p"], "text")'), flask('re.search(re.escape(request.args["p"]), "text")')],
  [
    'catastrophic-regex',
    flask('P = re.compile(r"^(\\w+\\s?)*$")\nP.match(request.args["t"])'),
    flask('P = re.compile(r"^\\w+(\\s\\w+)*$")\nP.match(request.args["t"])'),
  ],
  [
    'certificate-not-verified',
    'import requests\nrequests.get("https://x", verify=False)\n',
    'import requests\nrequests.get("https://x", verify="/etc/ca.pem")\n',
  ],
  [
    'certificate-not-verified',
    'import ssl\nc = ssl.create_default_context()\nc.check_hostname = False\nc.verify_mode = ssl.CERT_NONE\n',
    'import ssl\nc = ssl.create_default_context()\nc.check_hostname = True\nc.verify_mode = ssl.CERT_REQUIRED\n',
  ],
  [
    'certificate-not-verified',
    'import paramiko\ns = paramiko.SSHClient()\ns.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n',
    'import paramiko\ns = paramiko.SSHClient()\ns.set_missing_host_key_policy(paramiko.RejectPolicy())\n',
  ],
  [
    'weak-key',
    'from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(public_exponent=65537, key_size=1024)\n',
    'from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(public_exponent=65537, key_size=3072)\n',
  ],
  [
    'weak-key',
    'import hashlib, os\nhashlib.pbkdf2_hmac("sha256", b"p", os.urandom(16), 1000)\n',
    'import hashlib, os\nhashlib.pbkdf2_hmac("sha256", b"p", os.urandom(16), 600_000)\n',
  ],
  ['weak-cipher', 'from Crypto.Cipher import AES\nAES.new(k, AES.MODE_ECB)\n', 'from Crypto.Cipher import AES\nAES.new(k, AES.MODE_GCM)\n'],
  [
    'weak-hash',
    'import hashlib\ndef store(password):\n    return hashlib.md5(password.encode()).hexdigest()\n',
    'import hashlib\ndef etag(content):\n    return hashlib.md5(content, usedforsecurity=False).hexdigest()\n',
  ],
  [
    'fixed-iv',
    'from Crypto.Cipher import AES\nIV = b"\\0" * 16\nAES.new(k, AES.MODE_CBC, IV)\n',
    'import os\nfrom Crypto.Cipher import AES\nAES.new(k, AES.MODE_CBC, os.urandom(16))\n',
  ],
  [
    'weak-randomness',
    'import random, string\ndef reset_token():\n    return "".join(random.choice(string.ascii_letters) for _ in range(20))\n',
    'import secrets, random\ndef reset_token():\n    return secrets.token_urlsafe(20)\ndef dice():\n    return random.randint(1, 6)\n',
  ],
  [
    'weak-randomness',
    'import random\nn = random.randint(0, 999999)\notp = str(n).zfill(6)\n',
    'import random\nn = random.SystemRandom().randint(0, 999999)\notp = str(n).zfill(6)\n',
  ],
  [
    'weak-randomness',
    'import random, hashlib\ntoken = hashlib.sha256(str(random.random()).encode()).hexdigest()\n',
    'import random\npassword_length = random.randint(8, 12)\n',
  ],
  [
    'token-not-verified',
    'import jwt\njwt.decode(t, options={"verify_signature": False})\n',
    'import jwt\njwt.decode(t, "k", algorithms=["HS256"], options={"verify_exp": True})\n',
  ],
  ['predictable-temp-file', 'import tempfile\nn = tempfile.mktemp()\n', 'import tempfile\nf, n = tempfile.mkstemp()\n'],
  [
    'debug-mode',
    'from flask import Flask\napp = Flask(__name__)\napp.run(debug=True)\n',
    'import os\nfrom flask import Flask\napp = Flask(__name__)\napp.run(debug=False)\n',
  ],
  [
    'cookie-flags',
    flask('r = make_response("x")\nr.set_cookie("session_id", "1")\nreturn r'),
    flask(
      'r = make_response("x")\nr.set_cookie("session_id", "1", secure=True, httponly=True, samesite="Lax")\nr.set_cookie("theme", "dark")\nreturn r',
    ),
  ],
  ['permissive-file-mode', 'import os\nos.chmod("x", 0o777)\n', 'import os\nos.chmod("x", 0o600)\n'],
  [
    'permissive-cors',
    'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)\n',
    'from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=["https://a.example"], allow_credentials=True)\n',
  ],
  [
    'permissive-cors',
    flask('r = make_response("x")\nr.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]\nreturn r'),
    flask(
      'r = make_response("x")\no = request.headers.get("Origin")\nif o in {"https://a.example"}:\n    r.headers["Access-Control-Allow-Origin"] = o\nreturn r',
    ),
  ],
  [
    'timing-comparison',
    flask('if request.headers.get("X-Api-Key") == os.environ["API_KEY"]:\n    return "a"\nreturn "b"'),
    flask('import hmac\nif hmac.compare_digest(request.headers.get("X-Api-Key", ""), os.environ["API_KEY"]):\n    return "a"\nreturn "b"'),
  ],
  [
    'timing-comparison',
    'import hmac\ndef verify(body, given, key):\n    return hmac.new(key, body, "sha256").hexdigest() == given\n',
    'def same(token, other):\n    return token == other.token\n',
  ],
  [
    'cleartext-transmission',
    'import requests\ndef login(password):\n    requests.post("http://api.example.com/login", data={"password": password})\n',
    'import requests\ndef login(password):\n    requests.post("http://localhost:8000/login", data={"password": password})\n    requests.get("http://example.com/weather")\n',
  ],
  [
    'cleartext-transmission',
    'import smtplib\ndef send(password):\n    s = smtplib.SMTP("mail.example.com")\n    s.login("me", password)\n',
    'import smtplib\ndef send(password):\n    s = smtplib.SMTP("mail.example.com")\n    s.starttls()\n    s.login("me", password)\n',
  ],
  [
    'decompression-bomb',
    flask('import zlib\nreturn jsonify(n=len(zlib.decompress(request.get_data())))'),
    flask('import zlib\nreturn jsonify(n=len(zlib.decompressobj().decompress(request.get_data(), 1_000_000)))'),
  ],
  [
    'mass-assignment',
    flask('for k, v in request.get_json().items():\n    setattr(user, k, v)\nreturn "ok"'),
    flask('for k in ("name", "mail"):\n    setattr(user, k, request.get_json()[k])\nreturn "ok"'),
  ],
  [
    'header-injection',
    flask('return Response("a", headers={"X-A": request.args["a"]})').replace('import Flask', 'import Flask, Response'),
    flask('from urllib.parse import quote\nreturn Response("a", headers={"X-A": quote(request.args["a"])})').replace(
      'import Flask',
      'import Flask, Response',
    ),
  ],
  [
    'log-injection',
    flask('with open("/var/log/app.log", "a") as f:\n    f.write("user " + request.args["u"])\nreturn "ok"'),
    flask('with open("/srv/notes.txt", "a") as f:\n    f.write("user " + request.args["u"])\nreturn "ok"'),
  ],
  [
    'cross-site-scripting',
    flask('return render_template_string("<p>{{ x|safe }}</p>", x=request.args["x"])'),
    flask('return render_template_string("<p>{{ x }}</p>", x=request.args["x"])'),
  ],
  [
    'command-injection',
    'import os, sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    row = db.execute("SELECT h FROM t").fetchone()\n    os.system("ping " + row[0])\n',
    'import subprocess, sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    row = db.execute("SELECT h FROM t").fetchone()\n    subprocess.run(["ping", row[0]])\n',
  ],
  [
    'sql-injection',
    'import sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    for row in db.execute("SELECT n FROM t"):\n        db.execute("DELETE FROM u WHERE n = \'" + row[0] + "\'")\n',
    'import sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    for row in db.execute("SELECT n FROM t"):\n        db.execute("DELETE FROM u WHERE n = ?", (row[0],))\n',
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
    'resource-exhaustion',
    flask('n = int(request.args["n"])\nreturn jsonify([0] * n)'),
    flask('n = min(int(request.args["n"]), 100)\nreturn jsonify([0] * n)'),
  ],
  [
    'resource-exhaustion',
    flask('import time\nn = float(request.args["n"])\nif n < 1:\n    abort(400)\ntime.sleep(n)\nreturn "ok"'),
    flask('import time\nn = float(request.args["n"])\nif not 0 <= n <= 2:\n    abort(400)\ntime.sleep(n)\nreturn "ok"'),
  ],
  [
    'resource-exhaustion',
    'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\ndef a(n: int):\n    return {"a": "x" * n}\n',
    'from fastapi import FastAPI, Query\napp = FastAPI()\n@app.get("/a")\ndef a(n: int = Query(le=9)):\n    return {"a": "x" * n}\n',
  ],
  [
    'path-traversal',
    flask(
      'b = os.path.abspath("/srv")\np = os.path.abspath(os.path.join(b, request.args["f"]))\nif not p.startswith(b):\n    abort(404)\nreturn send_file(p)',
    ),
    flask(
      'b = os.path.abspath("/srv")\np = os.path.abspath(os.path.join(b, request.args["f"]))\nif p != b and not p.startswith(f"{b}/"):\n    abort(404)\nreturn send_file(p)',
    ),
  ],
  [
    'path-traversal',
    'import os, zipfile\ndef unpack(archive, to):\n    with zipfile.ZipFile(archive) as z:\n        for n in z.namelist():\n            with open(os.path.join(to, n), "wb") as f:\n                f.write(z.read(n))\n',
    'import os, zipfile\ndef unpack(archive, to):\n    with zipfile.ZipFile(archive) as z:\n        for i, n in enumerate(z.namelist()):\n            with open(os.path.join("/srv", str(i)), "wb") as f:\n                f.write(z.read(n))\n',
  ],
  [
    'path-traversal',
    flask('from pathlib import Path\nreturn jsonify((Path("/srv") / request.args["f"]).read_text())'),
    flask('from pathlib import Path\nreturn jsonify((Path("/srv") / Path(request.args["f"]).name).read_text())'),
  ],
  [
    'path-traversal',
    flask('import pandas\nreturn jsonify(pandas.read_csv(request.args["f"]))'),
    flask('import pandas, io\nreturn jsonify(pandas.read_csv(io.BytesIO(request.get_data())))'),
  ],
  [
    'command-injection',
    'import os\ndef handler(event, context):\n    q = event.get("queryStringParameters") or {}\n    os.system("dig " + q["d"])\n',
    'import os\ndef handler(event, context):\n    q = event.get("queryStringParameters") or {}\n    os.system("dig %d" % q["d"])\n',
  ],
  [
    'cross-site-scripting',
    'def handler(event, context):\n    return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": "<p>" + event["q"]}\n',
    'def handler(event, context):\n    return {"statusCode": 200, "headers": {"Content-Type": "text/plain"}, "body": "<p>" + event["q"]}\n',
  ],
  [
    'open-redirect',
    'def handler(event, context):\n    return {"statusCode": 302, "headers": {"Location": event["q"]}}\n',
    'def handler(event, context):\n    return {"statusCode": 302, "headers": {"Location": "/a?q=" + event["q"]}}\n',
  ],
  [
    'open-redirect',
    flask('n = request.args["n"]\nif not n.startswith("/"):\n    n = "/"\nreturn redirect(n)'),
    flask('n = request.args["n"]\nif re.fullmatch(r"(?:/[a-z0-9-]+)+", n) is None:\n    abort(400)\nreturn redirect(n)'),
  ],
  [
    'server-side-request-forgery',
    flask('import requests\nu = request.args["u"]\nif not re.fullmatch(r"https://.*", u):\n    abort(400)\nrequests.get(u)\nreturn "ok"'),
    flask(
      'import requests\nu = request.args["u"]\nif not re.fullmatch(r"https://a\\.example\\.com/[a-z]+", u):\n    abort(400)\nrequests.get(u)\nreturn "ok"',
    ),
  ],
  [
    'nosql-injection',
    'async def find(request):\n    return await request.app["db"].items.find({"$where": "this.a < " + request.query["a"]})\nfrom aiohttp import web\n',
    'async def find(request):\n    return await request.app["db"].items.find({"$where": "this.a < this.b"})\nfrom aiohttp import web\n',
  ],
  [
    'mass-assignment',
    'import django\nfrom .models import User\ndef view(request):\n    User.objects.create(**request.POST)\n',
    'from .models import User\nimport django\ndef view(request):\n    User.objects.create(**{k: v for k, v in request.POST.items() if k in ("name", "mail")})\n',
  ],
  [
    'unsafe-deserialization',
    flask('import yaml\nreturn jsonify(yaml.load(request.get_data(), Loader=yaml.FullLoader))'),
    flask('import yaml\nclass L(yaml.SafeLoader):\n    pass\nreturn jsonify(yaml.load(request.get_data(), Loader=L))'),
  ],
  // centuria-ignore-next-line token-signing-key -- made up here, nobody's key
  [
    'hard-coded-secret',
    'import jwt\ndef sign(claims):\n    return jwt.encode(claims, "orchid-42-bramble", algorithm="HS256")\n',
    'import jwt, os\ndef sign(claims):\n    return jwt.encode(claims, os.environ["KEY"], algorithm="HS256")\n',
  ],
  // centuria-ignore-next-line hard-coded-password -- made up here, nobody's password
  [
    'hard-coded-secret',
    'import psycopg\nclass D:\n    password: str = "Tz7#quarry"\n    def open(self):\n        return psycopg.connect(host="db.internal", password=self.password)\n',
    'import psycopg\npsycopg.connect(host="localhost", password="Tz7#quarry")\n',
  ],
  // centuria-ignore-next-line compared-password -- made up here, nobody's password
  [
    'hard-coded-secret',
    flask('password = request.form["password"]\nif password == "m4int!Door":\n    return "in"\nreturn "out"'),
    flask('password = request.form["password"]\nif password == "password_reset":\n    return "in"\nreturn "out"'),
  ],
  [
    'secret-in-log',
    'import logging\nlog = logging.getLogger("a")\ndef f(name, password):\n    log.info(f"{name} {password}")\n',
    'import logging\nlog = logging.getLogger("a")\ndef f(name, password):\n    log.info("%s: password of %d", name, len(password))\n',
  ],
  [
    'csrf-protection-off',
    'from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef pay(request):\n    request.user.pay(request.POST["to"])\n',
    'from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef hook(request):\n    check_signature(request)\n    request.user.pay(1)\n',
  ],
  [
    'check-then-use',
    'import os\ndef f(p):\n    if os.access(p, os.R_OK):\n        return open(p).read()\n',
    'import os\ndef f(p, q):\n    if os.access(q, os.R_OK):\n        return open(p).read()\n',
  ],
  [
    'check-then-use',
    'import os\ndef lock(p):\n    if not os.path.exists(p):\n        open(p, "w").close()\n',
    'import os\ndef cache(p):\n    if not os.path.exists(p):\n        open(p, "w").close()\n',
  ],
  [
    'weak-password-policy',
    'INSTALLED_APPS = []\nAUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 5}}]\n',
    'INSTALLED_APPS = []\nAUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]\n',
  ],
  [
    'check-by-assertion',
    'def remove(request):\n    assert request.user.is_staff\n    request.item.delete()\n',
    'def remove(request):\n    assert request.item.pk is not None\n    request.item.delete()\n',
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
    'cross-site-scripting',
    flask('return "<p>{x}</p>".replace("{x}", request.args["x"])'),
    flask('return "<p>{x}</p>".replace(request.args["x"], "a")'),
  ],
  [
    'cross-site-scripting',
    flask('items = [f"<li>{x}</li>" for x in request.args.getlist("x")]\nreturn "<ul>{x}</ul>".replace("{x}", "".join(items))'),
    flask('items = [f"<li>{len(x)}</li>" for x in request.args.getlist("x")]\nreturn "<ul>{x}</ul>".replace("{x}", "".join(items))'),
  ],
  [
    'open-redirect',
    'from dataclasses import dataclass\nfrom fastapi import Depends, FastAPI\nfrom fastapi.responses import RedirectResponse\napp = FastAPI()\n@dataclass\nclass Page:\n    to: str\n    size: int\n@app.get("/a")\ndef a(page: Page = Depends()):\n    return RedirectResponse(page.to)\n',
    'from dataclasses import dataclass\nfrom fastapi import Depends, FastAPI\nfrom fastapi.responses import RedirectResponse\napp = FastAPI()\n@dataclass\nclass Page:\n    to: str\n    size: int\n@app.get("/a")\ndef a(page: Page = Depends()):\n    return RedirectResponse(f"{page.size}")\n',
  ],
  [
    'resource-exhaustion',
    flask('n = int(request.args["n"])\nwhile n > 0:\n    n -= 1\nreturn "ok"'),
    flask('n = min(int(request.args["n"]), 100)\nwhile n > 0:\n    n -= 1\nreturn "ok"'),
  ],
  [
    'resource-exhaustion',
    flask('for i in range(int(request.args["n"])):\n    work(i)\nreturn "ok"'),
    flask('n = int(request.args["n"])\nif n > 100:\n    abort(400)\nfor i in range(n):\n    work(i)\nreturn "ok"'),
  ],
  [
    'resource-exhaustion',
    'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/a")\ndef a(n: int = 10):\n    return {"a": "x" * n}\n',
    'from fastapi import FastAPI, Query\napp = FastAPI()\n@app.get("/a")\ndef a(n: int = Query(10, le=100)):\n    return {"a": "x" * n}\n',
  ],
  [
    'nosql-injection',
    flask('from pymongo import MongoClient\nMongoClient().a.b.find_one({"n": request.get_json()["n"]})\nreturn "ok"'),
    flask('from pymongo import MongoClient\nMongoClient().a.b.find_one({"n": {"$eq": request.get_json()["n"]}})\nreturn "ok"'),
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
    'log-injection',
    flask('logger.info("%r %s", 1, request.args["u"])\nreturn "ok"'),
    flask('logger.info("%s %r", 1, request.args["u"])\nreturn "ok"'),
  ],
  [
    'timing-comparison',
    'import hashlib, hmac\nfrom flask import request\ndef signature_of(body):\n    return "sha256=" + hmac.new(KEY, body, hashlib.sha256).hexdigest()\ndef view():\n    if signature_of(request.get_data()) == request.headers["X-Signature"]:\n        return "ok"\n',
    'import hashlib, hmac\nfrom flask import request\ndef signature_of(body):\n    return "sha256=" + hmac.new(KEY, body, hashlib.sha256).hexdigest()\ndef view():\n    if hmac.compare_digest(signature_of(request.get_data()), request.headers["X-Signature"]):\n        return "ok"\n',
  ],
  [
    'predictable-temp-file',
    'import os, tempfile\ndef f(text):\n    with open(os.path.join(tempfile.gettempdir(), f"a-{os.getpid()}"), "w") as out:\n        out.write(text)\n',
    'import uuid\ndef f(text):\n    with open(f"/tmp/a-{uuid.uuid4().hex}", "w") as out:\n        out.write(text)\n',
  ],
  [
    'unsafe-deserialization',
    'import yaml\ndef f(path):\n    with open(path) as file:\n        return yaml.load(file, Loader=yaml.Loader)\n',
    'import yaml\ndef f(path, loader=yaml.SafeLoader):\n    with open(path) as file:\n        return yaml.load(file, Loader=loader)\n',
  ],
  [
    'cookie-for-any-site',
    flask('r = make_response("a")\nr.set_cookie("session", "a", secure=True, httponly=True, samesite="None")\nreturn r'),
    flask('r = make_response("a")\nr.set_cookie("session", "a", secure=True, httponly=True, samesite="Lax")\nreturn r'),
  ],
  [
    'link-to-sent-host',
    'from django.core.mail import send_mail\ndef forgot(request):\n    send_mail("a", "https://" + request.META["HTTP_HOST"] + "/r", "b", ["c"])\n',
    'from django.core.mail import send_mail\ndef forgot(request):\n    send_mail("a", "https://" + SITE + "/r", "b", [request.POST["email"]])\n',
  ],
  [
    'unrestricted-upload',
    flask(
      'from werkzeug.utils import secure_filename\nf = request.files["f"]\nf.save(os.path.join(app.static_folder, secure_filename(f.filename)))\nreturn "ok"',
    ),
    flask(
      'from werkzeug.utils import secure_filename\nf = request.files["f"]\nf.save(os.path.join("/srv/inbox", secure_filename(f.filename)))\nreturn "ok"',
    ),
  ],
  [
    'path-traversal',
    flask(
      'from pathlib import Path\nroot = Path("/srv").resolve()\np = root / request.args["f"]\ntry:\n    p.relative_to(root)\nexcept ValueError:\n    abort(404)\nreturn send_file(p)',
    ),
    flask(
      'from pathlib import Path\nroot = Path("/srv").resolve()\np = (root / request.args["f"]).resolve()\ntry:\n    p.relative_to(root)\nexcept ValueError:\n    abort(404)\nreturn send_file(p)',
    ),
  ],
  [
    'path-traversal',
    flask(
      'from pathlib import Path\nroot = Path("/srv").resolve()\np = (root / request.args["f"]).resolve()\ntry:\n    p.relative_to(root)\nexcept ValueError:\n    logger.info("outside")\nreturn send_file(p)',
    ),
    flask(
      'from pathlib import Path\nroot = Path("/srv").resolve()\np = (root / request.args["f"]).resolve()\ntry:\n    name = p.relative_to(root)\nexcept ValueError:\n    return "no"\nreturn send_file(root / name)',
    ),
  ],
  [
    'xquery-injection',
    flask(
      'from BaseXClient import BaseXClient\nBaseXClient.Session("h", 1, "u", "p").query("//a[. = \'" + request.args["q"] + "\']")\nreturn "ok"',
    ),
    flask(
      'from BaseXClient import BaseXClient\nq = BaseXClient.Session("h", 1, "u", "p").query("declare variable $q external; //a[. = $q]")\nq.bind("$q", request.args["q"])\nreturn "ok"',
    ),
  ],
  [
    'link-to-sent-host',
    flask('from .mail import send\nsend(request.form["m"], request.host_url + "reset?t=" + token())\nreturn "ok"'),
    flask('from .mail import send\nsend(request.form["m"], app.config["SITE"] + "reset?t=" + token())\nreturn "ok"'),
  ],
  [
    'link-to-sent-host',
    'from fastapi import FastAPI, Request\napp = FastAPI()\n@app.post("/forgot")\nasync def forgot(request: Request, mail: str):\n    await mailer.send_reset(mail, f"https://{request.headers.get(\'host\')}/reset")\n',
    'from fastapi import FastAPI, Request\napp = FastAPI()\n@app.post("/forgot")\nasync def forgot(request: Request, mail: str):\n    host = request.headers.get("host")\n    if host not in ("a.example",):\n        return None\n    await mailer.send_reset(mail, "https://a.example/reset")\n',
  ],
  [
    'link-to-sent-host',
    'from django.core.mail import EmailMessage\ndef forgot(request):\n    m = EmailMessage("Reset")\n    m.body = "https://" + request.META["HTTP_HOST"] + "/reset"\n    m.send()\n',
    'from django.core.mail import EmailMessage\ndef forgot(request):\n    m = EmailMessage("Reset")\n    m.body = "https://a.example/reset?for=" + request.POST["email"]\n    m.send()\n',
  ],
  [
    'bound-to-every-network',
    'import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.bind(("", 8080))\n',
    'import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind("/run/a.sock")\nt = socket.socket()\nt.bind(("127.0.0.1", 0))\n',
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
    'password-kept-plainly',
    flask('from .models import Member\ndb.session.add(Member(name=request.form["n"], password=request.form["password"]))\nreturn "ok"'),
    flask(
      'from .models import Member\nfrom .security import hash_password\ndb.session.add(Member(name=request.form["n"], password=hash_password(request.form["password"])))\nreturn "ok"',
    ),
  ],
  [
    'password-kept-plainly',
    'from django.contrib.auth.models import User\ndef join(request):\n    User.objects.create(username="a", password=request.POST["password"])\n',
    'from django.contrib.auth.models import User\ndef join(request):\n    User.objects.create_user(username="a", password=request.POST["password"])\n',
  ],
  [
    'password-kept-plainly',
    flask(
      'import sqlite3\nsqlite3.connect("a").execute("INSERT INTO users (name, password) VALUES (?, ?)", (request.form["n"], request.form["p"]))\nreturn "ok"',
    ),
    flask(
      'import sqlite3, hashlib\nsqlite3.connect("a").execute("INSERT INTO users (password, name) VALUES (?, ?)", (hashlib.scrypt(request.form["p"].encode(), salt=b"", n=16384, r=8, p=1), request.form["n"]))\nreturn "ok"',
    ),
  ],
  [
    'password-kept-plainly',
    flask(
      'from pymongo import MongoClient\nMongoClient().a.users.insert_one({"name": "a", "password": str(request.form["password"])})\nreturn "ok"',
    ),
    flask(
      'from pymongo import MongoClient\nimport bcrypt\nMongoClient().a.users.insert_one({"name": "a", "password": bcrypt.hashpw(request.form["password"].encode(), bcrypt.gensalt())})\nreturn "ok"',
    ),
  ],
  [
    'password-kept-plainly',
    'from .models import Member\ndef change(request, pk):\n    m = Member.objects.get(pk=pk)\n    m.password = request.POST["password"]\n    m.save()\nimport django\n',
    'from .models import Member\ndef change(request, pk):\n    m = Member.objects.get(pk=pk)\n    m.set_password(request.POST["password"])\n    m.save()\nimport django\n',
  ],
  [
    'password-kept-plainly',
    'name = input("Name: ")\nword = input("Password: ")\nwith open("users.txt", "a") as f:\n    f.write(f"{name}:{word}")\n',
    'import hashlib, os\nname = input("Name: ")\nword = input("Password: ")\nwith open("users.txt", "a") as f:\n    f.write(hashlib.scrypt(word.encode(), salt=os.urandom(16), n=16384, r=8, p=1).hex())\n',
  ],
  [
    'token-without-end',
    'import jwt\ndef sign(user, key):\n    return jwt.encode({"sub": user.id}, key, algorithm="HS256")\n',
    'import jwt\ndef sign(user, key, end):\n    claims = {"sub": user.id}\n    claims["exp"] = end\n    return jwt.encode(claims, key, algorithm="HS256")\n',
  ],
  [
    'lost-update',
    'from .models import Account\ndef pay(pk, amount):\n    account = Account.objects.get(pk=pk)\n    account.balance = account.balance - amount\n    account.save()\n',
    'from django.db import transaction\nfrom .models import Account\n@transaction.atomic\ndef pay(pk, amount):\n    account = Account.objects.select_for_update().get(pk=pk)\n    account.balance -= amount\n    account.save()\n',
  ],
  [
    'lost-update',
    'from .models import Item\ndef take(session, pk):\n    item = session.get(Item, pk)\n    item.stock -= 1\n    session.commit()\n',
    'from .models import Item\ndef take(session, pk):\n    item = session.get(Item, pk, with_for_update=True)\n    item.stock -= 1\n    session.commit()\n',
  ],
  [
    'owner-not-checked',
    'from django.contrib.auth.decorators import login_required\nfrom django.shortcuts import get_object_or_404, render\nfrom .models import Invoice\n@login_required\ndef invoice(request, pk):\n    found = get_object_or_404(Invoice, pk=pk)\n    return render(request, "a.html", {"a": found})\n',
    'from django.contrib.auth.decorators import login_required\nfrom django.shortcuts import get_object_or_404, render\nfrom .models import Product\n@login_required\ndef product(request, pk):\n    found = get_object_or_404(Product, pk=pk)\n    return render(request, "a.html", {"a": found})\n',
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
    'sql-injection',
    flask('db.execute_sql("SELECT * FROM t WHERE a = \'" + request.args["a"] + "\'")\nreturn "ok"'),
    flask('db.execute_sql("SELECT * FROM t WHERE a = ?", (request.args["a"],))\nreturn "ok"'),
  ],
  [
    'server-side-request-forgery',
    flask('import boto3\nboto3.client("s3", endpoint_url=request.args["e"])\nreturn "ok"'),
    flask('import boto3\nboto3.client("s3", endpoint_url=app.config["S3"]).get_object(Key=request.args["k"])\nreturn "ok"'),
  ],
  [
    'header-injection',
    flask('import smtplib\nsmtplib.SMTP("a").sendmail("a", "b", f"Subject: {request.form[\'s\']}\\r\\n\\r\\ntext")\nreturn "ok"'),
    flask(
      'import smtplib\nsmtplib.SMTP("a").sendmail("a", "b", f"Subject: {int(request.form[\'n\'])}\\r\\n\\r\\n{request.form[\'t\']}")\nreturn "ok"',
    ),
  ],
  [
    'xml-injection',
    flask(
      'import requests\nrequests.post("https://a.example/soap", data=f"<order><item>{request.form[\'i\']}</item></order>")\nreturn "ok"',
    ),
    flask(
      'import requests\nfrom xml.sax.saxutils import escape\nrequests.post("https://a.example/soap", data=f"<order><item>{escape(request.form[\'i\'])}</item></order>")\nreturn "ok"',
    ),
  ],
  [
    'path-traversal',
    'import shutil\ndef unpack(path):\n    shutil.unpack_archive(path, "/srv/in")\n',
    'import shutil\ndef unpack(path):\n    shutil.unpack_archive(path, "/srv/in", filter="data")\n',
  ],
  [
    'password-kept-plainly',
    flask(
      'r = make_response("a")\nr.set_cookie("password", request.form["password"], secure=True, httponly=True, samesite="Lax")\nreturn r',
    ),
    flask('r = make_response("a")\nr.set_cookie("name", request.form["name"], secure=True, httponly=True, samesite="Lax")\nreturn r'),
  ],
  [
    'cleartext-transmission',
    'import xmlrpc.client\ndef login(name, password):\n    return xmlrpc.client.ServerProxy("http://erp.example.com/rpc").login(name, password)\n',
    'import xmlrpc.client\ndef login(name, password):\n    return xmlrpc.client.ServerProxy("https://erp.example.com/rpc").login(name, password)\n',
  ],
  [
    'cleartext-transmission',
    'import http.client\ndef login(password):\n    http.client.HTTPConnection("api.example.com").request("POST", "/login", body="password=" + password)\n',
    'import http.client\ndef login(password):\n    http.client.HTTPSConnection("api.example.com").request("POST", "/login", body="password=" + password)\n',
  ],
  // centuria-ignore-next-line hard-coded-password -- made up here, nobody's key
  [
    'hard-coded-secret',
    'import hmac\nKEY = b"orchid-42-bramble"\ndef sign(text):\n    return hmac.new(KEY, text, "sha256").hexdigest()\n',
    'import hmac, os\nKEY = os.environ["KEY"].encode()\ndef sign(text):\n    return hmac.new(KEY, text, "sha256").hexdigest()\n',
  ],
  // centuria-ignore-next-line postgres-url, secretlint/database-connection-string -- made up here, nobody's password
  [
    'hard-coded-secret',
    'from sqlalchemy import create_engine\ne = create_engine("postgresql://app:Tz7quarry9@db.internal/app")\n',
    'from sqlalchemy import create_engine\ne = create_engine("postgresql://app:Tz7quarry9@localhost/app")\n',
  ],
  [
    'weak-password-policy',
    flask('password = request.form["password"]\nif len(password) < 5:\n    abort(400)\nreturn "ok"'),
    flask('password = request.form["password"]\nif len(password) < 1 or len(password) < 10:\n    abort(400)\nreturn "ok"'),
  ],
  [
    'weak-password-policy',
    'from pydantic import BaseModel, Field\nclass A(BaseModel):\n    password: str = Field(min_length=4)\n',
    'from pydantic import BaseModel, Field\nclass A(BaseModel):\n    name: str = Field(min_length=4)\n    password: str = Field(min_length=12)\n',
  ],
  [
    'weak-cipher',
    'import ssl\nssl.create_default_context().set_ciphers("HIGH:RC4-SHA")\n',
    'import ssl\nssl.create_default_context().set_ciphers("ECDHE+AESGCM:!RC4:!aNULL")\n',
  ],
  [
    'fixed-salt',
    'import hashlib\ndef h(password):\n    return hashlib.pbkdf2_hmac("sha256", password, b"salt", 600_000)\n',
    'import hashlib, os\ndef h(password):\n    return hashlib.pbkdf2_hmac("sha256", password, os.urandom(16), 600_000)\n',
  ],
  [
    'secret-in-log',
    flask('logger.info("headers %r", dict(request.headers))\nreturn "ok"'),
    flask('logger.info("agent %r", request.headers.get("User-Agent"))\nreturn "ok"'),
  ],
  [
    'unrestricted-upload',
    'from pathlib import Path\nfrom fastapi import FastAPI, UploadFile\nfrom fastapi.staticfiles import StaticFiles\napp = FastAPI()\napp.mount("/m", StaticFiles(directory="media"))\n@app.post("/u")\nasync def u(file: UploadFile):\n    Path("media", Path(file.filename).name).write_bytes(await file.read())\n',
    'from pathlib import Path\nfrom fastapi import FastAPI, UploadFile\nfrom fastapi.staticfiles import StaticFiles\napp = FastAPI()\napp.mount("/m", StaticFiles(directory="media"))\n@app.post("/u")\nasync def u(file: UploadFile):\n    Path("inbox", Path(file.filename).name).write_bytes(await file.read())\n',
  ],
  [
    'secret-in-address',
    flask('return jsonify(check(request.args.get("password")))'),
    flask('return jsonify(check(request.form.get("password"), request.args["name"]))'),
  ],
  [
    'secret-in-address',
    'from fastapi import FastAPI\napp = FastAPI()\n@app.get("/login")\ndef login(user: str, password: str):\n    return check(user, password)\n',
    'from fastapi import FastAPI, Form\napp = FastAPI()\n@app.post("/login")\ndef login(user: str = Form(), password: str = Form()):\n    return check(user, password)\n',
  ],
  [
    'change-by-get',
    'from flask import Flask, session\napp = Flask(__name__)\n@app.route("/delete")\ndef delete_note():\n    notes.of(session["user"]).delete()\n    return "ok"\n',
    'from flask import Flask, session\napp = Flask(__name__)\n@app.route("/delete", methods=["POST"])\ndef delete_note():\n    notes.of(session["user"]).delete()\n    return "ok"\n',
  ],
  [
    'change-by-get',
    'from django.contrib.auth.decorators import login_required\n@login_required\ndef remove(request):\n    request.user.delete()\n',
    'from django.contrib.auth.decorators import login_required\n@login_required\ndef remove(request):\n    if request.method == "POST":\n        request.user.delete()\n',
  ],
  [
    'weak-randomness',
    'import random\ndef one_time_code():\n    return f"{random.randrange(10**8):08d}"\n',
    'import secrets\ndef one_time_code():\n    return f"{secrets.randbelow(10**8):08d}"\n',
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
    'bound-to-every-network',
    'import asyncio\nasync def f():\n    await asyncio.start_server(handle, "0.0.0.0", 8888)\n',
    'import asyncio\nasync def f():\n    await asyncio.start_server(handle, "127.0.0.1", 8888)\n',
  ],
  [
    'unverified-download',
    'import requests\nexec(requests.get("https://a.example/p.py").text)\n',
    'import requests, hashlib\ndef f(known):\n    text = requests.get("https://a.example/p.py").text\n    if hashlib.sha256(text.encode()).hexdigest() != known:\n        raise ValueError(known)\n    exec(text)\n',
  ],
  [
    'lost-update',
    'import threading\ncount = 0\ndef work():\n    global count\n    count += 1\nfor _ in range(4):\n    threading.Thread(target=work).start()\n',
    'import threading\ncount = 0\nguard = threading.Lock()\ndef work():\n    global count\n    with guard:\n        count += 1\nlock = guard\nthreading.Thread(target=work).start()\n',
  ],
  [
    'owner-not-checked',
    'from flask import Flask, jsonify\nfrom flask_login import login_required\nfrom .models import Invoice\napp = Flask(__name__)\n@app.get("/invoices/<int:invoice_id>")\n@login_required\ndef invoice(invoice_id):\n    return jsonify(Invoice.query.get_or_404(invoice_id).total)\n',
    'from flask import Flask, jsonify\nfrom flask_login import current_user, login_required\nfrom .models import Invoice\napp = Flask(__name__)\n@app.get("/invoices/<int:invoice_id>")\n@login_required\ndef invoice(invoice_id):\n    return jsonify(Invoice.query.filter_by(id=invoice_id, owner=current_user).first_or_404().total)\n',
  ],
  [
    'owner-not-checked',
    'from rest_framework.views import APIView\nfrom rest_framework.permissions import IsAuthenticated\nfrom rest_framework.response import Response\nclass Invoices(APIView):\n    permission_classes = [IsAuthenticated]\n    def get(self, request, pk):\n        return Response(Invoice.objects.get(pk=pk).total)\n',
    'from rest_framework.views import APIView\nfrom rest_framework.permissions import IsAuthenticated\nfrom rest_framework.response import Response\nclass Invoices(APIView):\n    permission_classes = [IsAuthenticated, IsOwner]\n    def get(self, request, pk):\n        return Response(Invoice.objects.get(pk=pk).total)\n',
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
    'path-traversal',
    flask('import boto3\nboto3.client("s3").download_file("b", "k", "/srv/" + request.args["k"])\nreturn "ok"'),
    flask('import boto3\nboto3.client("s3").download_file("b", request.args["k"], "/srv/in")\nreturn "ok"'),
  ],
  [
    'cleartext-transmission',
    'import ldap3\ndef f(word):\n    return ldap3.Connection(ldap3.Server("ldap://dir.example.com"), "u", word)\n',
    'import ldap3\ndef f(word):\n    return ldap3.Connection(ldap3.Server("ldap://dir.example.com", use_ssl=True), "u", word)\n',
  ],
  [
    'predictable-temp-file',
    'import tempfile\nfrom pathlib import Path\nCACHE = Path(tempfile.gettempdir()) / "rates"\ndef f():\n    CACHE.mkdir(exist_ok=True)\n',
    'import tempfile\nfrom pathlib import Path\nCACHE = Path(tempfile.mkdtemp()) / "rates"\ndef f():\n    CACHE.mkdir(exist_ok=True)\n',
  ],
  [
    'command-injection',
    'import os\nfrom urllib.parse import parse_qs\ndef application(environ, start_response):\n    os.system("ping " + parse_qs(environ["QUERY_STRING"])["h"][0])\n    start_response("200 OK", [])\n    return []\n',
    'import subprocess\nfrom urllib.parse import parse_qs\ndef application(environ, start_response):\n    subprocess.run(["ping", "--", parse_qs(environ["QUERY_STRING"])["h"][0]])\n    start_response("200 OK", [])\n    return []\n',
  ],
];

for (const [index, [rule, wrong, right]] of families.entries()) {
  test(`${rule} is found in what is wrong and not in what only looks like it (${String(index + 1)})`, () => {
    assert.ok(rulesIn(wrong).includes(rule), `not found: ${rulesIn(wrong).join(', ')} in\n${wrong}`);
    assert.ok(!rulesIn(right).includes(rule), `found in\n${right}`);
  });
}
