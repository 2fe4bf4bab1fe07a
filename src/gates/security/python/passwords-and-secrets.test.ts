import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
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
    'weak-password-policy',
    'INSTALLED_APPS = []\nAUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 5}}]\n',
    'INSTALLED_APPS = []\nAUTH_PASSWORD_VALIDATORS = [{"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"}]\n',
  ],
  [
    'timing-comparison',
    'import hashlib, hmac\nfrom flask import request\ndef signature_of(body):\n    return "sha256=" + hmac.new(KEY, body, hashlib.sha256).hexdigest()\ndef view():\n    if signature_of(request.get_data()) == request.headers["X-Signature"]:\n        return "ok"\n',
    'import hashlib, hmac\nfrom flask import request\ndef signature_of(body):\n    return "sha256=" + hmac.new(KEY, body, hashlib.sha256).hexdigest()\ndef view():\n    if hmac.compare_digest(signature_of(request.get_data()), request.headers["X-Signature"]):\n        return "ok"\n',
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
    'password-kept-plainly',
    flask(
      'r = make_response("a")\nr.set_cookie("password", request.form["password"], secure=True, httponly=True, samesite="Lax")\nreturn r',
    ),
    flask('r = make_response("a")\nr.set_cookie("name", request.form["name"], secure=True, httponly=True, samesite="Lax")\nreturn r'),
  ],
  // centuria-ignore-next-line hard-coded-password -- made up here, nobody's key
  [
    'hard-coded-secret',
    'import hmac\nKEY = b"orchid-42-bramble"\ndef sign(text):\n    return hmac.new(KEY, text, "sha256").hexdigest()\n',
    'import hmac, os\nKEY = os.environ["KEY"].encode()\ndef sign(text):\n    return hmac.new(KEY, text, "sha256").hexdigest()\n',
  ],
  [
    'hard-coded-secret',
    // centuria-ignore-next-line postgres-url, secretlint/database-connection-string -- made up here, nobody's password
    'from sqlalchemy import create_engine\ne = create_engine("postgresql://app:Tz7quarry9@db.internal/app")\n',
    // centuria-ignore-next-line postgres-url, secretlint/database-connection-string -- made up here, nobody's password
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
    'secret-in-log',
    flask('logger.info("headers %r", dict(request.headers))\nreturn "ok"'),
    flask('logger.info("agent %r", request.headers.get("User-Agent"))\nreturn "ok"'),
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
    'weak-randomness',
    'import random\ndef one_time_code():\n    return f"{random.randrange(10**8):08d}"\n',
    'import secrets\ndef one_time_code():\n    return f"{secrets.randbelow(10**8):08d}"\n',
  ],
]);
