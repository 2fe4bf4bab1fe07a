import { flaskView as flask, testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
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
    'csrf-protection-off',
    'from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef pay(request):\n    request.user.pay(request.POST["to"])\n',
    'from django.views.decorators.csrf import csrf_exempt\n@csrf_exempt\ndef hook(request):\n    check_signature(request)\n    request.user.pay(1)\n',
  ],
  [
    'check-by-assertion',
    'def remove(request):\n    assert request.user.is_staff\n    request.item.delete()\n',
    'def remove(request):\n    assert request.item.pk is not None\n    request.item.delete()\n',
  ],
  [
    'cookie-for-any-site',
    flask('r = make_response("a")\nr.set_cookie("session", "a", secure=True, httponly=True, samesite="None")\nreturn r'),
    flask('r = make_response("a")\nr.set_cookie("session", "a", secure=True, httponly=True, samesite="Lax")\nreturn r'),
  ],
  [
    'bound-to-every-network',
    'import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.bind(("", 8080))\n',
    'import socket\ns = socket.socket(socket.AF_UNIX)\ns.bind("/run/a.sock")\nt = socket.socket()\nt.bind(("127.0.0.1", 0))\n',
  ],
  [
    'owner-not-checked',
    'from django.contrib.auth.decorators import login_required\nfrom django.shortcuts import get_object_or_404, render\nfrom .models import Invoice\n@login_required\ndef invoice(request, pk):\n    found = get_object_or_404(Invoice, pk=pk)\n    return render(request, "a.html", {"a": found})\n',
    'from django.contrib.auth.decorators import login_required\nfrom django.shortcuts import get_object_or_404, render\nfrom .models import Product\n@login_required\ndef product(request, pk):\n    found = get_object_or_404(Product, pk=pk)\n    return render(request, "a.html", {"a": found})\n',
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
    'bound-to-every-network',
    'import asyncio\nasync def f():\n    await asyncio.start_server(handle, "0.0.0.0", 8888)\n',
    'import asyncio\nasync def f():\n    await asyncio.start_server(handle, "127.0.0.1", 8888)\n',
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
]);
