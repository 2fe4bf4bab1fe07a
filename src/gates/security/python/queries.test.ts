import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
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
    'nosql-injection',
    flask('import pymongo\npymongo.MongoClient().d.users.find_one({"n": request.get_json()["n"]})'),
    flask('import pymongo\npymongo.MongoClient().d.users.find_one({"n": str(request.get_json()["n"])})'),
  ],
  ['regex-injection', flask('re.search(request.args["p"], "text")'), flask('re.search(re.escape(request.args["p"]), "text")')],
  [
    'catastrophic-regex',
    flask('P = re.compile(r"^(\\w+\\s?)*$")\nP.match(request.args["t"])'),
    flask('P = re.compile(r"^\\w+(\\s\\w+)*$")\nP.match(request.args["t"])'),
  ],
  [
    'mass-assignment',
    flask('for k, v in request.get_json().items():\n    setattr(user, k, v)\nreturn "ok"'),
    flask('for k in ("name", "mail"):\n    setattr(user, k, request.get_json()[k])\nreturn "ok"'),
  ],
  [
    'sql-injection',
    'import sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    for row in db.execute("SELECT n FROM t"):\n        db.execute("DELETE FROM u WHERE n = \'" + row[0] + "\'")\n',
    'import sqlite3\ndb = sqlite3.connect("a")\ndef f():\n    for row in db.execute("SELECT n FROM t"):\n        db.execute("DELETE FROM u WHERE n = ?", (row[0],))\n',
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
    'nosql-injection',
    flask('from pymongo import MongoClient\nMongoClient().a.b.find_one({"n": request.get_json()["n"]})\nreturn "ok"'),
    flask('from pymongo import MongoClient\nMongoClient().a.b.find_one({"n": {"$eq": request.get_json()["n"]}})\nreturn "ok"'),
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
    'sql-injection',
    flask('db.execute_sql("SELECT * FROM t WHERE a = \'" + request.args["a"] + "\'")\nreturn "ok"'),
    flask('db.execute_sql("SELECT * FROM t WHERE a = ?", (request.args["a"],))\nreturn "ok"'),
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
    'lost-update',
    'import threading\ncount = 0\ndef work():\n    global count\n    count += 1\nfor _ in range(4):\n    threading.Thread(target=work).start()\n',
    'import threading\ncount = 0\nguard = threading.Lock()\ndef work():\n    global count\n    with guard:\n        count += 1\nlock = guard\nthreading.Thread(target=work).start()\n',
  ],
]);
