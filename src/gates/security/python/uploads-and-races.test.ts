import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('unrestricted-upload', {
  wrong: [
    `
import os
from flask import Flask, request
app = Flask(__name__)
def named(upload):
    return os.path.splitext(upload.filename)[0] + os.path.splitext(upload.filename)[1]
@app.post("/x")
def v():
    upload = request.files["f"]
    upload.save(os.path.join("static/avatars", named(upload)))
    return "ok"
`,
  ],
  right: [
    `
import os
from flask import Flask, request
app = Flask(__name__)
PICTURES = {".png", ".jpg"}
def named(upload):
    ending = os.path.splitext(upload.filename)[1]
    if ending not in PICTURES:
        raise ValueError("no picture")
    return "a" + ending
@app.post("/x")
def v():
    upload = request.files["f"]
    upload.save(os.path.join("static/avatars", named(upload)))
    return "ok"
`,
    `
import os
from flask import Flask, request, abort
from werkzeug.utils import secure_filename
app = Flask(__name__)
def fits(filename):
    return "." in filename and filename.rsplit(".", 1)[1].lower() in {"png", "jpg"}
@app.post("/x")
def v():
    upload = request.files["f"]
    if not fits(upload.filename):
        abort(400)
    upload.save(os.path.join("static/avatars", secure_filename(upload.filename)))
    return "ok"
`,
  ],
});

testPrograms('check-then-use', {
  wrong: [
    `
import os
def load(path):
    if os.path.islink(path):
        raise PermissionError(path)
    with open(path) as f:
        return f.read()
`,
    `
import os
def load(path):
    if os.stat(path).st_uid != os.getuid():
        return None
    return open(path).read()
`,
  ],
  right: [
    `
import os
def load(path):
    size = os.stat(path).st_size
    with open(path) as f:
        return f.read(), size
`,
    `
import os
def walk(root):
    for name in os.listdir(root):
        path = os.path.join(root, name)
        if os.path.islink(path):
            continue
        with open(path) as f:
            yield f.read()
`,
    `
import os
def load(path):
    if os.path.islink(path):
        raise PermissionError(path)
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW))
`,
  ],
});
