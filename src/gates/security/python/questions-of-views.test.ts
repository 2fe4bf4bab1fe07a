import { testPrograms } from '../../../../test/gates/weakness-pairs.ts';

testPrograms('owner-not-checked', {
  wrong: [
    `
from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated
from .models import Invoice
class Invoices(viewsets.ModelViewSet):
    permission_classes = [IsAuthenticated]
    def get_queryset(self):
        return Invoice.objects.all().order_by("-issued")
`,
    `
from rest_framework import generics
from rest_framework.permissions import IsAuthenticated
from .models import Statement
class OneStatement(generics.RetrieveAPIView):
    queryset = Statement.objects.all()
    permission_classes = [IsAuthenticated]
`,
  ],
  right: [
    `
from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated
from .models import Invoice
class Invoices(viewsets.ModelViewSet):
    permission_classes = [IsAuthenticated]
    def get_queryset(self):
        return Invoice.objects.all().filter(customer=self.request.user)
`,
    `
from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated
from .models import Product
class Products(viewsets.ModelViewSet):
    queryset = Product.objects.all()
    permission_classes = [IsAuthenticated]
`,
    `
from rest_framework import viewsets
from rest_framework.permissions import IsAdminUser
from .models import Invoice
class Invoices(viewsets.ModelViewSet):
    queryset = Invoice.objects.all()
    permission_classes = [IsAdminUser]
`,
    `
from rest_framework import viewsets
from rest_framework.permissions import IsAuthenticated
from .models import Invoice
class Invoices(viewsets.ModelViewSet):
    queryset = Invoice.objects.all()
    permission_classes = [IsAuthenticated]
    def get_queryset(self):
        return super().get_queryset().filter(account__in=self.request.user.accounts.all())
`,
  ],
});

testPrograms('login-not-required', {
  wrong: [
    `
from fastapi import APIRouter, Depends
from .security import current_admin
from sqlalchemy.orm import Session
router = APIRouter()
@router.get("/plans")
def plans(session: Session = Depends(get_session), admin=Depends(current_admin)):
    return session.query(Plan).all()
@router.put("/plans/{plan_id}")
def change(plan_id: int, price: int, session: Session = Depends(get_session)):
    session.get(Plan, plan_id).price = price
    session.commit()
`,
  ],
  right: [
    `
from fastapi import APIRouter, Depends
from .security import current_admin
router = APIRouter()
@router.get("/plans")
def plans(admin=Depends(current_admin)):
    return db.query(Plan).all()
@router.get("/prices")
def prices():
    return db.query(Plan).all()
@router.put("/plans/{plan_id}")
def change(plan_id: int, price: int):
    db.get(Plan, plan_id).price = price
    db.commit()
`,
    `
from fastapi import APIRouter, Depends
from .security import current_admin
router = APIRouter(dependencies=[Depends(current_admin)])
@router.get("/plans")
def plans(admin=Depends(current_admin)):
    return db.query(Plan).all()
@router.delete("/plans/{plan_id}")
def change(plan_id: int):
    db.delete(db.get(Plan, plan_id))
`,
    `
from fastapi import APIRouter, Depends, Request
from .security import current_admin
router = APIRouter()
@router.get("/plans")
def plans(admin=Depends(current_admin)):
    return db.query(Plan).all()
@router.delete("/plans/{plan_id}")
def change(request: Request, plan_id: int):
    if not request.session.get("user"):
        raise X
    db.delete(db.get(Plan, plan_id))
`,
  ],
});

testPrograms('session-not-renewed', {
  wrong: [
    `
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
def login_view(request):
    user = authenticate(request, username=request.POST["a"], password=request.POST["b"])
    s = SessionStore(session_key=request.GET["sid"])
    s["uid"] = user.pk
    s.save()
`,
  ],
  right: [
    `
from django.contrib.sessions.backends.db import SessionStore
def basket(request):
    s = SessionStore(session_key=request.COOKIES["visit"])
    s["basket"] = 1
    s.save()
`,
  ],
});

testPrograms('framed-by-any-site', {
  wrong: [
    `
from django.views.decorators.clickjacking import xframe_options_exempt
from django.shortcuts import render
@xframe_options_exempt
def transfer(request):
    if request.method == "POST":
        request.user.pay()
    return render(request, "a.html")
`,
  ],
  right: [
    `
from django.views.decorators.clickjacking import xframe_options_exempt
from django.shortcuts import render
@xframe_options_exempt
def embed(request, pk):
    return render(request, "embed.html", {"pk": pk, "name": request.user.name})
`,
    `
from django.views.decorators.clickjacking import xframe_options_exempt
from django.shortcuts import render
@xframe_options_exempt
def chart(request, pk):
    return render(request, "chart.html", {"pk": pk})
`,
  ],
});

testPrograms('cross-site-scripting', {
  wrong: [
    `
from django.db import models
from django.utils.safestring import mark_safe
class Comment(models.Model):
    body = models.TextField()
def card(comment: Comment):
    return mark_safe(f"<p>{comment.body}</p>")
`,
  ],
  right: [
    `
from django.db import models
from django.utils.safestring import mark_safe
class Comment(models.Model):
    body = models.TextField()
    stars = models.IntegerField()
def card(comment: Comment):
    return mark_safe(f"<p>{comment.stars}</p>")
`,
    `
from django.db import models
from django.utils.html import format_html
class Comment(models.Model):
    body = models.TextField()
def card(comment: Comment):
    return format_html("<p>{}</p>", comment.body)
`,
  ],
});
