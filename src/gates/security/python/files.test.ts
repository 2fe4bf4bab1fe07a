import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
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
    'path-traversal',
    flask('n = request.args["n"]\nif n.endswith(".txt"):\n    open(os.path.join("/srv", n))'),
    flask('n = request.args["n"]\nif ".." in n or n.startswith("/"):\n    abort(400)\nopen("/srv/" + n)'),
  ],
  ['predictable-temp-file', 'import tempfile\nn = tempfile.mktemp()\n', 'import tempfile\nf, n = tempfile.mkstemp()\n'],
  ['permissive-file-mode', 'import os\nos.chmod("x", 0o777)\n', 'import os\nos.chmod("x", 0o600)\n'],
  [
    'decompression-bomb',
    flask('import zlib\nreturn jsonify(n=len(zlib.decompress(request.get_data())))'),
    flask('import zlib\nreturn jsonify(n=len(zlib.decompressobj().decompress(request.get_data(), 1_000_000)))'),
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
    'predictable-temp-file',
    'import os, tempfile\ndef f(text):\n    with open(os.path.join(tempfile.gettempdir(), f"a-{os.getpid()}"), "w") as out:\n        out.write(text)\n',
    'import uuid\ndef f(text):\n    with open(f"/tmp/a-{uuid.uuid4().hex}", "w") as out:\n        out.write(text)\n',
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
    'path-traversal',
    'import shutil\ndef unpack(path):\n    shutil.unpack_archive(path, "/srv/in")\n',
    'import shutil\ndef unpack(path):\n    shutil.unpack_archive(path, "/srv/in", filter="data")\n',
  ],
  [
    'unrestricted-upload',
    'from pathlib import Path\nfrom fastapi import FastAPI, UploadFile\nfrom fastapi.staticfiles import StaticFiles\napp = FastAPI()\napp.mount("/m", StaticFiles(directory="media"))\n@app.post("/u")\nasync def u(file: UploadFile):\n    Path("media", Path(file.filename).name).write_bytes(await file.read())\n',
    'from pathlib import Path\nfrom fastapi import FastAPI, UploadFile\nfrom fastapi.staticfiles import StaticFiles\napp = FastAPI()\napp.mount("/m", StaticFiles(directory="media"))\n@app.post("/u")\nasync def u(file: UploadFile):\n    Path("inbox", Path(file.filename).name).write_bytes(await file.read())\n',
  ],
  [
    'path-traversal',
    flask('import boto3\nboto3.client("s3").download_file("b", "k", "/srv/" + request.args["k"])\nreturn "ok"'),
    flask('import boto3\nboto3.client("s3").download_file("b", request.args["k"], "/srv/in")\nreturn "ok"'),
  ],
  [
    'predictable-temp-file',
    'import tempfile\nfrom pathlib import Path\nCACHE = Path(tempfile.gettempdir()) / "rates"\ndef f():\n    CACHE.mkdir(exist_ok=True)\n',
    'import tempfile\nfrom pathlib import Path\nCACHE = Path(tempfile.mkdtemp()) / "rates"\ndef f():\n    CACHE.mkdir(exist_ok=True)\n',
  ],
]);
