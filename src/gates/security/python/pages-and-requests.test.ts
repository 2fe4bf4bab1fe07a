import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
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
    'header-injection',
    flask('r = make_response("x")\nr.headers["X-Name"] = request.args["n"]\nreturn r'),
    flask('r = make_response("x")\nr.headers["X-Name"] = request.args["n"].replace("\\n", "").replace("\\r", "")\nreturn r'),
  ],
  ['log-injection', flask('logger.info("user %s", request.args["u"])'), flask('logger.info("user %r", len(request.args["u"]))')],
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
    'log-injection',
    flask('logger.info("%r %s", 1, request.args["u"])\nreturn "ok"'),
    flask('logger.info("%s %r", 1, request.args["u"])\nreturn "ok"'),
  ],
  [
    'link-to-sent-host',
    'from django.core.mail import send_mail\ndef forgot(request):\n    send_mail("a", "https://" + request.META["HTTP_HOST"] + "/r", "b", ["c"])\n',
    'from django.core.mail import send_mail\ndef forgot(request):\n    send_mail("a", "https://" + SITE + "/r", "b", [request.POST["email"]])\n',
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
]);
