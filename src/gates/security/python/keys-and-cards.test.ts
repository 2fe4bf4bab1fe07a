import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('hard-coded-secret', {
  wrong: [
    `
import base64, hashlib
from cryptography.fernet import Fernet
PHRASE = b"four green ladders"
box = Fernet(base64.urlsafe_b64encode(hashlib.sha256(PHRASE).digest()))
`,
    `
import base64, hashlib
from cryptography.fernet import Fernet
box = Fernet(base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", b"four green ladders", b"salt", 600_000)))
`,
  ],
  right: [
    `
import base64, hashlib, os
from cryptography.fernet import Fernet
box = Fernet(base64.urlsafe_b64encode(hashlib.sha256(os.environ["PHRASE"].encode()).digest()))
`,
    `
import base64, hashlib, getpass
from cryptography.fernet import Fernet
box = Fernet(base64.urlsafe_b64encode(hashlib.pbkdf2_hmac("sha256", getpass.getpass().encode(), b"salt", 600_000)))
`,
    `
import base64, hashlib
from cryptography.fernet import Fernet
def box(word):
    return Fernet(base64.urlsafe_b64encode(hashlib.new("sha256", word).digest()))
`,
  ],
});

testPrograms('weak-randomness', {
  wrong: [
    `
import random, string
def new_key(length=40):
    return "".join(random.choices(string.ascii_letters, k=length))
`,
    `
import random
def make_code():
    return str(random.randint(100000, 999999))
`,
  ],
  right: [
    `
import secrets, string
def new_key(length=40):
    return "".join(secrets.choice(string.ascii_letters) for _ in range(length))
`,
    `
import random
def new_colour():
    return random.choice(["red", "green"])
`,
  ],
});

testPrograms('card-kept-plainly', {
  wrong: [
    `
from django.db import models
class Card(models.Model):
    card_number = models.CharField(max_length=19)
def save(request):
    Card.objects.create(card_number=request.POST["card_number"])
`,
    `
from flask import Flask, request
app = Flask(__name__)
@app.post("/x")
def v():
    db.execute("INSERT INTO cards (number, cvv) VALUES (?, ?)", (request.form["n"], request.form["cvv"]))
    return "ok"
`,
  ],
  right: [
    `
from .models import Card
def save(db, form):
    number = form["card_number"]
    db.add(Card(card_number=number[-4:]))
`,
    `
from .models import Card
from .payments import gateway
def save(db, form):
    db.add(Card(card_number=gateway.mask(form["card_number"])))
`,
    `
from sqlalchemy_utils import EncryptedType
from .models import Card
def save(db, form):
    db.add(Card(card_number=form["card_number"]))
`,
    `
from pydantic import BaseModel
class Payment(BaseModel):
    card_number: str
def make(form):
    return Payment(card_number=form["card_number"])
`,
    `
import stripe
def pay(form):
    return stripe.Token.create(card_number=form["card_number"], cvc=form["cvc"])
`,
  ],
});
