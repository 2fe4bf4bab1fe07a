import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('path-traversal', {
  wrong: [
    `
import pandas as pd
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    pd.read_sql_query("SELECT * FROM t", engine).to_csv(request.form["to"])
    return "ok"
`,
    `
import pandas as pd
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    frame = pd.DataFrame([])
    frame.to_parquet(path="/srv/out/" + request.form["to"])
    return "ok"
`,
    `
import matplotlib.pyplot as plt
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    plt.savefig("/srv/out/" + request.form["to"])
    return "ok"
`,
    `
import joblib
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    joblib.dump({}, "/srv/models/" + request.form["to"])
    return "ok"
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x")
def v():
    n = request.args["n"]
    if not n.replace(".", "").isalnum():
        abort(400)
    return send_file(os.path.join("/srv", n))
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x")
def v():
    n = request.args["n"]
    if not n.removeprefix("../").isalnum():
        abort(400)
    return send_file(os.path.join("/srv", n))
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x/")
def v():
    base = os.path.realpath(os.path.join("/srv", request.args["b"]))
    p = os.path.realpath(os.path.join(base, request.args["n"]))
    if os.path.commonpath([base, p]) != base:
        abort(400)
    return send_file(p)
`,
  ],
  right: [
    `
import io
import pandas as pd
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    out = io.StringIO(request.form["text"])
    pd.DataFrame([]).to_csv(out)
    return "ok"
`,
    `
import pandas as pd
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    return pd.read_excel(request.files["f"].stream).to_json()
`,
    `
import pandas as pd
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    files = {"a": "/srv/a.csv", "b": "/srv/b.csv"}
    pd.DataFrame([]).to_csv(files[request.form["to"]])
    return "ok"
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x")
def v():
    n = request.args["n"]
    if not n.removesuffix(".jpg").isalnum():
        abort(400)
    return send_file(os.path.join("/srv", n))
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x")
def v():
    n = request.args["n"]
    if not n.replace("_", "").replace("-", "").isalnum():
        abort(400)
    return send_file(os.path.join("/srv", n))
`,
    `
from flask import Flask, request, send_file, abort
import os
app = Flask(__name__)
@app.get("/x/<int:number>")
def v(number):
    base = os.path.realpath(os.path.join("/srv", f"p-{number}"))
    p = os.path.realpath(os.path.join(base, request.args["n"]))
    if os.path.commonpath([base, p]) != base:
        abort(400)
    return send_file(p)
`,
    `
from flask import Flask, request, send_file, abort
from werkzeug.utils import secure_filename
import os
app = Flask(__name__)
@app.get("/x/")
def v():
    base = os.path.realpath(os.path.join("/srv", secure_filename(request.args["b"])))
    p = os.path.realpath(os.path.join(base, request.args["n"]))
    if os.path.commonpath([base, p]) != base:
        abort(400)
    return send_file(p)
`,
    `
import os
from django.db import models
class Document(models.Model):
    name = models.CharField(max_length=20)
def path_of(document: Document):
    return open(os.path.join("/srv", document.name))
`,
  ],
});
