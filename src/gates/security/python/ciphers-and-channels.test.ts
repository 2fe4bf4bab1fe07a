import { testPairs } from '../../../../test/gates/weakness-pairs.ts';

testPairs([
  [
    'certificate-not-verified',
    'import requests\nrequests.get("https://x", verify=False)\n',
    'import requests\nrequests.get("https://x", verify="/etc/ca.pem")\n',
  ],
  [
    'certificate-not-verified',
    'import ssl\nc = ssl.create_default_context()\nc.check_hostname = False\nc.verify_mode = ssl.CERT_NONE\n',
    'import ssl\nc = ssl.create_default_context()\nc.check_hostname = True\nc.verify_mode = ssl.CERT_REQUIRED\n',
  ],
  [
    'certificate-not-verified',
    'import paramiko\ns = paramiko.SSHClient()\ns.set_missing_host_key_policy(paramiko.AutoAddPolicy())\n',
    'import paramiko\ns = paramiko.SSHClient()\ns.set_missing_host_key_policy(paramiko.RejectPolicy())\n',
  ],
  [
    'weak-key',
    'from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(public_exponent=65537, key_size=1024)\n',
    'from cryptography.hazmat.primitives.asymmetric import rsa\nrsa.generate_private_key(public_exponent=65537, key_size=3072)\n',
  ],
  [
    'weak-key',
    'import hashlib, os\nhashlib.pbkdf2_hmac("sha256", b"p", os.urandom(16), 1000)\n',
    'import hashlib, os\nhashlib.pbkdf2_hmac("sha256", b"p", os.urandom(16), 600_000)\n',
  ],
  ['weak-cipher', 'from Crypto.Cipher import AES\nAES.new(k, AES.MODE_ECB)\n', 'from Crypto.Cipher import AES\nAES.new(k, AES.MODE_GCM)\n'],
  [
    'weak-hash',
    'import hashlib\ndef store(password):\n    return hashlib.md5(password.encode()).hexdigest()\n',
    'import hashlib\ndef etag(content):\n    return hashlib.md5(content, usedforsecurity=False).hexdigest()\n',
  ],
  [
    'fixed-iv',
    'from Crypto.Cipher import AES\nIV = b"\\0" * 16\nAES.new(k, AES.MODE_CBC, IV)\n',
    'import os\nfrom Crypto.Cipher import AES\nAES.new(k, AES.MODE_CBC, os.urandom(16))\n',
  ],
  [
    'cleartext-transmission',
    'import requests\ndef login(password):\n    requests.post("http://api.example.com/login", data={"password": password})\n',
    'import requests\ndef login(password):\n    requests.post("http://localhost:8000/login", data={"password": password})\n    requests.get("http://example.com/weather")\n',
  ],
  [
    'cleartext-transmission',
    'import smtplib\ndef send(password):\n    s = smtplib.SMTP("mail.example.com")\n    s.login("me", password)\n',
    'import smtplib\ndef send(password):\n    s = smtplib.SMTP("mail.example.com")\n    s.starttls()\n    s.login("me", password)\n',
  ],
  [
    'cleartext-transmission',
    'import xmlrpc.client\ndef login(name, password):\n    return xmlrpc.client.ServerProxy("http://erp.example.com/rpc").login(name, password)\n',
    'import xmlrpc.client\ndef login(name, password):\n    return xmlrpc.client.ServerProxy("https://erp.example.com/rpc").login(name, password)\n',
  ],
  [
    'cleartext-transmission',
    'import http.client\ndef login(password):\n    http.client.HTTPConnection("api.example.com").request("POST", "/login", body="password=" + password)\n',
    'import http.client\ndef login(password):\n    http.client.HTTPSConnection("api.example.com").request("POST", "/login", body="password=" + password)\n',
  ],
  [
    'weak-cipher',
    'import ssl\nssl.create_default_context().set_ciphers("HIGH:RC4-SHA")\n',
    'import ssl\nssl.create_default_context().set_ciphers("ECDHE+AESGCM:!RC4:!aNULL")\n',
  ],
  [
    'fixed-salt',
    'import hashlib\ndef h(password):\n    return hashlib.pbkdf2_hmac("sha256", password, b"salt", 600_000)\n',
    'import hashlib, os\ndef h(password):\n    return hashlib.pbkdf2_hmac("sha256", password, os.urandom(16), 600_000)\n',
  ],
  [
    'cleartext-transmission',
    'import ldap3\ndef f(word):\n    return ldap3.Connection(ldap3.Server("ldap://dir.example.com"), "u", word)\n',
    'import ldap3\ndef f(word):\n    return ldap3.Connection(ldap3.Server("ldap://dir.example.com", use_ssl=True), "u", word)\n',
  ],
]);
