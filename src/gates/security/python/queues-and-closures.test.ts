import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('code-injection', {
  wrong: [
    `
from flask import Flask, request
app = Flask(__name__)
def derived(rows, text):
    return list(map(lambda row: eval(text, {}, row), rows))
@app.post("/x")
def v():
    return str(derived([{}], request.form["t"]))
`,
    `
from flask import Flask, request
app = Flask(__name__)
def later(text):
    def work():
        exec(text)
    return work
@app.post("/x")
def v():
    later(request.form["t"])()
    return "ok"
`,
    `
import importlib, json
import boto3
sqs = boto3.client("sqs")
def poll(url):
    for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
        importlib.import_module(json.loads(message["Body"])["handler"]).run()
`,
    `
import importlib, json
from kafka import KafkaConsumer
for message in KafkaConsumer("jobs"):
    importlib.import_module(json.loads(message.value)["handler"]).run()
`,
  ],
  right: [
    `
from flask import Flask, request
app = Flask(__name__)
def derived(rows, name):
    return list(map(lambda row: row[name], rows))
@app.post("/x")
def v():
    return str(derived([{}], request.form["t"]))
`,
    `
import importlib, json
import boto3
sqs = boto3.client("sqs")
def poll(url):
    for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
        name = json.loads(message["Body"])["handler"]
        if name in ("mail", "invoice"):
            importlib.import_module(name).run()
`,
  ],
});

testPrograms('command-injection', {
  wrong: [
    `
import os
import boto3
sqs = boto3.client("sqs")
def poll(url):
    for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
        os.system("convert " + message["Body"])
`,
  ],
  right: [
    `
import subprocess
import boto3
sqs = boto3.client("sqs")
def poll(url):
    for message in sqs.receive_message(QueueUrl=url).get("Messages", []):
        subprocess.run(["convert", "--", message["Body"]])
`,
  ],
});
