import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('argument-injection', {
  wrong: [
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["rsync", "-a", "--delete", request.form["s"], "/srv/in"])
    return "ok"
`,
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["git", "clone", "--bare", request.form["s"], "/srv/in"])
    return "ok"
`,
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["curl", "-s", request.form["s"]])
    return "ok"
`,
  ],
  right: [
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["rsync", "-a", "--delete", "--", request.form["s"], "/srv/in"])
    return "ok"
`,
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["git", "clone", "--depth", request.form["n"], "https://a.example/b.git"])
    return "ok"
`,
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["curl", "-d", request.form["s"], "https://a.example"])
    return "ok"
`,
    `
import subprocess
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    subprocess.run(["rsync", "-a", "rsync://mirror.example/" + request.form["s"], "/srv/in"])
    return "ok"
`,
  ],
});
