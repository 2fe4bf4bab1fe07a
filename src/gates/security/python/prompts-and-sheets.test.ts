import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('prompt-injection', {
  wrong: [
    `
from openai import OpenAI
from flask import Flask, request
app = Flask(__name__)
c = OpenAI()
@app.post("/x")
def v():
    return c.chat.completions.create(model="x", messages=[{"role": "system", "content": f"You are {request.json['p']}"}]).id
`,
    `
import anthropic
from flask import Flask, request
app = Flask(__name__)
c = anthropic.Anthropic()
@app.post("/x")
def v():
    return c.messages.create(model="x", system="You help " + request.json["p"], messages=[]).id
`,
    `
from openai import OpenAI
from flask import Flask, request
app = Flask(__name__)
c = OpenAI()
@app.post("/x")
def v():
    return c.responses.create(model="x", instructions=request.json["p"], input="a").id
`,
  ],
  right: [
    `
from openai import OpenAI
from flask import Flask, request
app = Flask(__name__)
c = OpenAI()
@app.post("/x")
def v():
    return c.chat.completions.create(model="x", messages=[{"role": "system", "content": "You help."}, {"role": "user", "content": request.json["p"]}]).id
`,
    `
from openai import OpenAI
from flask import Flask, request, abort
app = Flask(__name__)
c = OpenAI()
@app.post("/x")
def v():
    language = request.json["language"]
    if language not in ("de", "en"):
        abort(400)
    return c.chat.completions.create(model="x", messages=[{"role": "system", "content": f"Answer in {language}."}]).id
`,
    `
from openai import OpenAI
from flask import Flask, request
app = Flask(__name__)
c = OpenAI()
@app.post("/x")
def v():
    return c.chat.completions.create(model="x", messages=[{"role": "system", "content": f"Answer in {int(request.json['n'])} words."}]).id
`,
    `
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    Ticket.objects.create(system=request.json["system"])
    return "ok"
`,
  ],
});

testPrograms('formula-injection', {
  wrong: [
    `
import csv, io
from flask import Flask, request, Response
app = Flask(__name__)
@app.post("/x")
def v():
    out = io.StringIO()
    csv.writer(out).writerow([request.form["name"], 1])
    return Response(out.getvalue(), mimetype="text/csv")
`,
    `
import csv
from django.http import HttpResponse
from .models import Feedback
def export(request):
    response = HttpResponse(content_type="text/csv")
    w = csv.writer(response)
    for one in Feedback.objects.all():
        w.writerow([one.pk, one.comment])
    return response
`,
  ],
  right: [
    `
import csv, io
from flask import Flask, request, Response
app = Flask(__name__)
@app.post("/x")
def v():
    out = io.StringIO()
    csv.writer(out).writerow(["'" + request.form["name"], 1])
    return Response(out.getvalue(), mimetype="text/csv")
`,
    `
import csv, io
from flask import Flask, request, Response
app = Flask(__name__)
@app.post("/x")
def v():
    out = io.StringIO()
    csv.writer(out).writerow([int(request.form["n"]), 1])
    return Response(out.getvalue(), mimetype="text/csv")
`,
    `
import csv
import sys
def v(path, rows):
    with open(path, "w") as f:
        csv.writer(f).writerows(rows)
`,
    `
import csv
from django.http import HttpResponse
from .models import Sale
def export(request):
    response = HttpResponse(content_type="text/csv")
    w = csv.writer(response)
    for sale in Sale.objects.all():
        w.writerow([sale.pk, sale.total, sale.created.isoformat()])
    return response
`,
  ],
});

testPrograms('template-injection', {
  wrong: [
    `
from jinja2 import Template
from .models import Mail
def send(db, pk):
    mail = db.get(Mail, pk)
    return Template(mail.body).render()
`,
  ],
  right: [
    `
from jinja2.sandbox import SandboxedEnvironment
from .models import Mail
def send(db, pk):
    mail = db.get(Mail, pk)
    return SandboxedEnvironment().from_string(mail.body).render()
`,
    `
from jinja2 import Template
TEXTS = {"a": "Hello {{ name }}"}
def send(kind):
    return Template(TEXTS.get("a")).render(name="x")
`,
    `
from jinja2 import Template
import yaml
def send(config):
    return Template(config.get("prompt")).render(name="x")
`,
  ],
});
