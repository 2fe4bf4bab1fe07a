import type { Sample } from './secrets-in-context.ts';

const words = (...parts: readonly string[]): string => parts.join('');
const quarry = words('Quarry', '+Lamp', '_6', '41');
const thistle = words('th1stle', 'Down', '#', '28');
const harbour = words('Harb0ur', '-Bell', '-Night');
const ember = words('9e', 'Mber', '&Ash', 'kQ');
const pem = (kind: string, lines: number): string =>
  [
    words('-----BEGIN ', kind, '-----'),
    `MII${'{alnum:61}'}`,
    ...Array.from({ length: lines }, () => '{alnum:64}'),
    '{alnum:30}==',
    words('-----END ', kind, '-----'),
  ].join('\n');
const publicPem = (kind: string): string =>
  [words('-----BEGIN ', kind, '-----'), '{alnum:64}', '{alnum:64}', '{alnum:40}', words('-----END ', kind, '-----')].join('\n');
const yamlBlock = (text: string, indent: string): string =>
  text
    .split('\n')
    .map((line) => indent + line)
    .join('\n');

/** Texts with one secret each, of a sixth generation written without the rules at hand. Nothing here is a secret. */
export const plantedSecrets: readonly Sample[] = [
  [
    'AWS pair in a credentials file',
    '[acme-prod]\nregion = eu-central-1\naws_access_key_id = AKIA{base32:16}\naws_secret_access_key = {alnum:40}\n',
  ],
  ['AWS secret in the environment of a serverless file', 'provider:\n  name: aws\n  environment:\n    S3_SECRET_ACCESS_KEY: {alnum:40}\n'],
  [
    'AWS pair in Terraform',
    'provider "aws" {\n  region     = "eu-west-1"\n  access_key = "AKIA{base32:16}"\n  secret_key = "{alnum:40}"\n}\n',
  ],
  [
    'AWS pair in a boto3 session',
    'session = boto3.Session(\n    aws_access_key_id="AKIA{base32:16}",\n    aws_secret_access_key="{alnum:40}",\n)\n',
  ],
  ['AWS secret in a build argument', 'FROM node:22\nARG AWS_SECRET_ACCESS_KEY={alnum:40}\nRUN npm ci\n'],
  ['Google key in Swift', 'GMSServices.provideAPIKey("AIza{alnum:35}")\n'],
  [
    'Google OAuth client secret in a web file',
    '{"web":{"client_id":"{digit:12}-{alnum:32}.apps.googleusercontent.com","client_secret":"GOCSPX-{alnum:28}","redirect_uris":["https://app.acme.io/cb"]}}\n',
  ],
  [
    'service account key in a Kubernetes secret',
    'apiVersion: v1\nkind: Secret\nstringData:\n  key.json: |\n    {\n      "type": "service_account",\n      "private_key": "' +
      pem(words('PRIVATE', ' KEY'), 2).replaceAll('\n', '\\n') +
      '\\n"\n    }\n',
  ],
  [
    'storage account of Azure in appsettings',
    '{\n  "ConnectionStrings": {\n    "Storage": "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey={alnum:86}==;EndpointSuffix=core.windows.net"\n  }\n}\n',
  ],
  [
    'SAS of Azure in a shell',
    'azcopy copy ./dist "https://acme.blob.core.windows.net/site?sv=2022-11-02&ss=b&srt=co&sp=rwdlac&se=2030-01-01T00:00:00Z&sig={alnum:43}%3D"\n',
  ],
  [
    'client secret of Entra in YAML',
    'azure:\n  tenant-id: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n  client-secret: {alnum:3}8Q~{alnum:34}\n',
  ],
  ['DigitalOcean token in Terraform variables', 'do_token = "dop_v1_{hex:64}"\nregion   = "fra1"\n'],
  ['Hetzner token in an env file', 'HCLOUD_TOKEN={alnum:64}\nHCLOUD_NETWORK=acme\n'],
  ['Cloudflare token in a wrangler command', 'CLOUDFLARE_API_TOKEN={alnum:40} npx wrangler deploy\n'],
  [
    'global key of Cloudflare in a header',
    'curl -H "X-Auth-Email: ops@acme.io" -H "X-Auth-Key: {hex:37}" https://api.cloudflare.com/client/v4/zones\n',
  ],
  ['Heroku key in a netrc', 'machine api.heroku.com\n  login ops@acme.io\n  password {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n'],
  ['Fly token in a workflow', 'env:\n  FLY_API_TOKEN: FlyV1 fm2_{alnum:120}\n'],
  ['Vercel token in package scripts', '{\n  "scripts": {\n    "deploy": "vercel deploy --prod --token={alnum:24}"\n  }\n}\n'],
  ['Netlify token in a Makefile', 'deploy:\n\tNETLIFY_AUTH_TOKEN=nfp_{alnum:36} netlify deploy --prod\n'],
  ['GitHub token in a remote', '[remote "origin"]\n\turl = https://x-access-token:ghp_{alnum:36}@github.com/acme/site.git\n'],
  ['GitHub app token in a workflow', 'steps:\n  - run: gh release create v1\n    env:\n      GH_TOKEN: ghs_{alnum:36}\n'],
  ['GitHub refresh token in JSON', '{"access_token":"x","refresh_token":"ghr_{alnum:76}","expires_in":28800}\n'],
  ['GitLab personal token in Python', 'gl = gitlab.Gitlab("https://gitlab.acme.io", private_token="glpat-{alnum:20}")\n'],
  ['GitLab runner token in TOML', '[[runners]]\n  name = "builder"\n  token = "glrt-{alnum:20}"\n'],
  ['Bitbucket token in a URL', 'git clone https://x-token-auth:ATCTT3xFfGN0{alnum:170}={hex:8}@bitbucket.org/acme/site.git\n'],
  ['Atlassian token in a script', 'JIRA_USER=ops@acme.io\nJIRA_TOKEN=ATATT3xFfGF0{alnum:170}={upper:8}\n'],
  ['npm token in a Dockerfile', 'FROM node:22\nRUN echo "//registry.npmjs.org/:_authToken=npm_{alnum:36}" > ~/.npmrc && npm ci\n'],
  ['PyPI token in a pypirc', '[pypi]\nusername = __token__\npassword = pypi-AgEIcHlwaS5vcmc{alnum:120}\n'],
  ['RubyGems key in YAML', '---\n:rubygems_api_key: rubygems_{hex:48}\n'],
  ['Docker Hub token in a login', 'docker login -u acmeci -p dckr_pat_{alnum:27}\n'],
  ['registry login in a docker config', '{\n  "auths": {\n    "registry.acme.io": { "auth": "{alnum:40}" }\n  }\n}\n'],
  ['NuGet key in a script', 'dotnet nuget push out/*.nupkg -k oy2{alnum:43} -s https://api.nuget.org/v3/index.json\n'],
  ['Slack bot token in Python', 'client = WebClient(token="xoxb-{digit:12}-{digit:13}-{alnum:24}")\n'],
  ['Slack app token in YAML', 'slack:\n  app_token: xapp-1-A{upper:10}-{digit:13}-{hex:64}\n'],
  ['Slack user token in a curl', 'curl -d "token=xoxp-{digit:12}-{digit:12}-{digit:13}-{hex:32}" https://slack.com/api/search.messages\n'],
  [
    'web hook of Discord in JavaScript',
    "const hook = new WebhookClient({ url: 'https://discord.com/api/webhooks/{digit:18}/{alnum:68}' });\n",
  ],
  ['bot token of Discord in an env file', 'DISCORD_TOKEN=MT{alnum:24}.{alnum:6}.{alnum:38}\n'],
  ['bot token of Telegram in Go', 'bot, err := tgbotapi.NewBotAPI("{digit:10}:AA{alnum:33}")\n'],
  [
    'web hook of Teams in PowerShell',
    '$uri = "https://acme.webhook.office.com/webhookb2/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}@{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}/IncomingWebhook/{hex:32}/{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}"\n',
  ],
  ['Stripe live key in PHP', "\\Stripe\\Stripe::setApiKey('sk_live_{alnum:24}');\n"],
  ['Stripe restricted key in Ruby', "Stripe.api_key = 'rk_live_{alnum:24}'\n"],
  ['hook secret of Stripe in TypeScript', "const event = stripe.webhooks.constructEvent(body, signature, 'whsec_{alnum:32}');\n"],
  ['Square token in Kotlin', 'val client = SquareClient.Builder().accessToken("EAAA{alnum:60}").build()\n'],
  ['PayPal secret in properties', 'paypal.client.id=A{alnum:79}\npaypal.client.secret=E{alnum:79}\n'],
  ['Shopify secret in an env file', 'SHOPIFY_API_SECRET=shpss_{hex:32}\n'],
  ['Plaid secret in JavaScript', "baseOptions: { headers: { 'PLAID-CLIENT-ID': process.env.PLAID_ID, 'PLAID-SECRET': '{hex:30}' } },\n"],
  ['Razorpay secret in Python', 'client = razorpay.Client(auth=("rzp_live_{alnum:14}", "{alnum:24}"))\n'],
  ['Twilio token in C#', 'TwilioClient.Init("AC{hex:32}", "{hex:32}");\n'],
  ['SendGrid key in an env file', 'SENDGRID_API_KEY=SG.{alnum:22}.{alnum:43}\n'],
  ['Mailgun key in a curl', "curl -s --user 'api:key-{hex:32}' https://api.mailgun.net/v3/acme.io/messages\n"],
  ['Mailchimp key in PHP', "$mailchimp->setConfig(['apiKey' => '{hex:32}-us14', 'server' => 'us14']);\n"],
  ['Postmark token in Ruby', "config.action_mailer.postmark_settings = { api_token: '{hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}' }\n"],
  ['Resend key in TypeScript', "const resend = new Resend('re_{alnum:8}_{alnum:24}');\n"],
  ['OpenAI project key in Python', 'client = OpenAI(api_key="sk-proj-{alnum:74}T3BlbkFJ{alnum:74}")\n'],
  ['OpenAI old key in a notebook', '{"cell_type":"code","source":["openai.api_key = \'sk-{alnum:20}T3BlbkFJ{alnum:20}\'\\n"]}\n'],
  ['Anthropic key in a shell profile', 'export ANTHROPIC_API_KEY="sk-ant-api03-{alnum:93}AA"\n'],
  ['Hugging Face token in Python', 'login(token="hf_{alnum:34}")\n'],
  ['Replicate token in YAML', 'replicate:\n  token: r8_{alnum:37}\n'],
  ['Groq key in an env file', 'GROQ_API_KEY=gsk_{alnum:52}\n'],
  ['Pinecone key in Python', 'pc = Pinecone(api_key="pcsk_{alnum:6}_{alnum:63}")\n'],
  ['Cohere key in JavaScript', "const cohere = new CohereClient({ token: '{alnum:40}' });\n"],
  ['Sentry token in a properties file', 'defaults.org=acme\nauth.token=sntrys_{alnum:100}_{alnum:43}\n'],
  ['New Relic key in YAML', 'common:\n  license_key: {hex:36}NRAL\n'],
  ['Datadog key in a manifest', 'env:\n  - name: DD_API_KEY\n    value: "{hex:32}"\n'],
  ['Grafana cloud token in a script', 'curl -H "Authorization: Bearer glc_{alnum:100}" https://grafana.com/api/orgs/acme\n'],
  ['PagerDuty key in Terraform', 'provider "pagerduty" {\n  token = "u+{alnum:18}"\n}\n'],
  ['Snyk token in a pipeline', 'variables:\n  SNYK_TOKEN: {hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n'],
  ['Sonar token in a command', 'mvn sonar:sonar -Dsonar.host.url=https://sonar.acme.io -Dsonar.token=sqp_{hex:40}\n'],
  ['Vault token in a config', 'vault:\n  address: https://vault.acme.io\n  token: hvs.{alnum:24}\n'],
  ['Terraform cloud token', 'credentials "app.terraform.io" {\n  token = "{alnum:14}.atlasv1.{alnum:67}"\n}\n'],
  ['Pulumi token in an env file', 'PULUMI_ACCESS_TOKEN=pul-{hex:40}\n'],
  ['PlanetScale password in a URL', 'DATABASE_URL=mysql://{alnum:12}:pscale_pw_{alnum:43}@aws.connect.psdb.cloud/acme?sslaccept=strict\n'],
  [
    'Supabase service key in TypeScript',
    "const admin = createClient('https://acme.supabase.co', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.{alnum:120}.{alnum:43}');\n",
  ],
  ['Neon address with a password', 'postgresql://acme_owner:npg_{alnum:12}@ep-cool-{alnum:8}.eu-central-1.aws.neon.tech/acme\n'],
  [
    'Mongo address in a compose file',
    `services:\n  api:\n    environment:\n      MONGO_URL: mongodb+srv://api:${thistle.replace('#', '%23')}@cluster0.acme.mongodb.net/app\n`,
  ],
  ['Redis address in YAML', 'cache:\n  url: rediss://default:{alnum:32}@eu1-acme.upstash.io:6379\n'],
  ['AMQP address in Java', 'factory.setUri("amqps://orders:{alnum:24}@rabbit.acme.io:5671/prod");\n'],
  ['JDBC address with a password', `spring.datasource.url=jdbc:postgresql://db.acme.io/app?user=app&password=${harbour}\n`],
  ['password of a data source in properties', `spring.datasource.username=app\nspring.datasource.password=${quarry}\n`],
  [
    'password of a server in an ODBC text',
    `conn = pyodbc.connect("Driver=ODBC Driver 18;Server=sql.acme.io;Uid=app;Pwd=${ember};Encrypt=yes")\n`,
  ],
  ['password in a Laravel file', `DB_CONNECTION=mysql\nDB_USERNAME=acme\nDB_PASSWORD="${quarry}"\n`],
  ['password in an Ansible list', `all:\n  vars:\n    ansible_user: deploy\n    ansible_become_password: ${harbour}\n`],
  ['password in a compose file', `services:\n  db:\n    image: postgres:17\n    environment:\n      - POSTGRES_PASSWORD=${ember}\n`],
  ['password in a shell command', `PGPASSWORD='${quarry}' pg_dump -h db.acme.io -U app app > dump.sql\n`],
  ['password in mysql on a line', `mysql -h db.acme.io -uapp -p${thistle} app < schema.sql\n`],
  ['password in an sshpass', `sshpass -p '${harbour}' ssh deploy@web1.acme.io uptime\n`],
  ['password in a comment', `# the admin of staging: admin / password: ${quarry}\nhost: staging.acme.io\n`],
  ['password in a pgpass', `db.acme.io:5432:app:app:${harbour}\n`],
  [
    'password in an XML of Maven',
    `<server>\n  <id>acme-releases</id>\n  <username>deploy</username>\n  <password>${ember.replace('&', '+')}</password>\n</server>\n`,
  ],
  ['password in a web.config', `<add name="Db" connectionString="Server=sql;Database=app;User Id=app;Password=${quarry};" />\n`],
  ['password in a Helm value', `postgresql:\n  auth:\n    username: app\n    password: "${thistle}"\n`],
  ['password in a JSON of a test', `{ "smtp": { "host": "mail.acme.io", "auth": { "user": "robot", "pass": "${ember}" } } }\n`],
  ['basic login in a header', 'curl -H "Authorization: Basic {alnum:38}==" https://api.acme.io/v1/orders\n'],
  [
    'bearer in an HTTP file',
    'GET https://api.acme.io/v1/me\nAuthorization: Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.{alnum:140}.{alnum:86}\n',
  ],
  ['secret of Django in settings', 'SECRET_KEY = "django-insecure-{alnum:50}"\nDEBUG = False\n'],
  ['secret of Rails in YAML', 'production:\n  secret_key_base: {hex:128}\n'],
  ['secret for tokens in TypeScript', "export const jwtConstants = { secret: '{alnum:48}', expiresIn: '15m' };\n"],
  ['key of RSA in a source', 'const KEY = `' + pem(words('RSA PRIVATE', ' KEY'), 3) + '`;\n'],
  [
    'key of OpenSSH in a cloud-init',
    'write_files:\n  - path: /root/.ssh/id_ed25519\n    content: |\n' +
      yamlBlock(pem(words('OPENSSH PRIVATE', ' KEY'), 3), '      ') +
      '\n',
  ],
  [
    'key of an elliptic curve in Terraform',
    'resource "tls" "x" {\n  private_key = <<EOT\n' + pem(words('EC PRIVATE', ' KEY'), 1) + '\nEOT\n}\n',
  ],
];

/** Texts that look as if they held one, and hold none. */
export const harmlessLookalikes: readonly Sample[] = [
  [
    'a key from the environment in Terraform',
    'provider "aws" {\n  access_key = var.aws_access_key\n  secret_key = var.aws_secret_key\n}\n',
  ],
  [
    'the sample keys of the AWS manual',
    'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n',
  ],
  ['a lock file of npm', '"node_modules/ms": {\n  "version": "2.1.3",\n  "integrity": "sha512-{alnum:86}=="\n}\n'],
  ['a lock file of Cargo', '[[package]]\nname = "serde"\nversion = "1.0.200"\nchecksum = "{hex:64}"\n'],
  ['a lock file of Poetry', 'files = [\n    {file = "rich-13.7.1.whl", hash = "sha256:{hex:64}"},\n]\n'],
  ['a sum of Go', 'github.com/acme/lib v1.4.0 h1:{alnum:43}=\ngithub.com/acme/lib v1.4.0/go.mod h1:{alnum:43}=\n'],
  ['a digest of an image', 'FROM node:22@sha256:{hex:64}\nUSER node\n'],
  ['a pinned action', 'steps:\n  - uses: actions/checkout@{hex:40} # v4.2.2\n'],
  ['a secret of a workflow by its name', 'env:\n  NPM_TOKEN: ${{ secrets.NPM_TOKEN }}\n  API_KEY: ${{ secrets.API_KEY }}\n'],
  [
    'a reference to a Kubernetes secret',
    'env:\n  - name: DB_PASSWORD\n    valueFrom:\n      secretKeyRef:\n        name: db-credentials\n        key: password\n',
  ],
  ['a placeholder in an env sample', 'STRIPE_SECRET_KEY=sk_live_your_key_here\nDB_PASSWORD=changeme\n'],
  ['angle brackets in a read-me', 'export OPENAI_API_KEY=<your-openai-api-key>\n'],
  ['asterisks in a log', 'connected with token ghp_************************************ as acme-bot\n'],
  ['rows of the letter x', 'SLACK_TOKEN=xoxb-xxxxxxxxxxxx-xxxxxxxxxxxxx-xxxxxxxxxxxxxxxxxxxxxxxx\n'],
  ['a publishable key of Stripe', "const stripe = await loadStripe('pk_live_{alnum:24}');\n"],
  ['the DSN of Sentry for browsers', "Sentry.init({ dsn: 'https://{hex:32}@o{digit:6}.ingest.sentry.io/{digit:7}' });\n"],
  ['a public key in PEM', publicPem(words('PUBLIC', ' KEY')) + '\n'],
  ['a certificate in PEM', publicPem('CERTIFICATE') + '\n'],
  ['a public key of SSH', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{alnum:44} ops@acme.io\n'],
  ['a known host', 'github.com ssh-rsa AAAAB3NzaC1yc2E{alnum:200}=\n'],
  ['a fingerprint', 'SHA256:{alnum:43} root@web1 (ED25519)\n'],
  ['the integrity of a script', '<script src="https://cdn.acme.io/a.js" integrity="sha384-{alnum:64}" crossorigin="anonymous"></script>\n'],
  [
    'an identifier of a tenant',
    'AZURE_TENANT_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\nAZURE_CLIENT_ID={hex:8}-{hex:4}-{hex:4}-{hex:4}-{hex:12}\n',
  ],
  ['a trace id in a log', '2026-01-01T00:00:00Z INFO traceparent=00-{hex:32}-{hex:16}-01 done\n'],
  ['a commit in a changelog', '* fix the parser ([{hex:7}](https://github.com/acme/lib/commit/{hex:40}))\n'],
  ['a picture in a data address', 'background: url("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA{alnum:200}");\n'],
  ['a font in a style sheet', '@font-face { src: url(data:font/woff2;base64,d09GMgABAAAAA{alnum:240}) format("woff2"); }\n'],
  ['a source map', '//# sourceMappingURL=data:application/json;base64,eyJ2ZXJzaW9uIjozLCJzb3VyY2VzIjpb{alnum:160}\n'],
  ['a password from a prompt', 'password = getpass.getpass("Password: ")\nconnect(user, password)\n'],
  ['a password from a manager', "const password = await vault.read('kv/data/orders').then((secret) => secret.data.password);\n"],
  [
    'a label for a password field',
    '<label for="password">Password</label>\n<input id="password" name="password" type="password" autocomplete="current-password">\n',
  ],
  ['a translation', '{ "password": "Passwort", "passwordRepeat": "Passwort wiederholen", "token": "Sicherheitscode" }\n'],
  [
    'a schema for a password',
    'properties:\n  password:\n    type: string\n    minLength: 12\n  apiKey:\n    type: string\n    format: uuid\n',
  ],
  ['names of permissions', "const scopes = ['secrets:read', 'tokens:write', 'api_keys:rotate'];\n"],
  ['an address with a variable', 'DATABASE_URL=postgres://app:${DB_PASSWORD}@db.acme.io:5432/app\n'],
  ['an address for a local test', 'TEST_DATABASE_URL=postgres://postgres:postgres@localhost:5432/test\n'],
  ['an address of a manual', 'redis://user:password@host:6379/0\n'],
  ['a template of Ansible', 'db_password: "{{ lookup(\'env\', \'DB_PASSWORD\') }}"\napi_token: "{{ vault_api_token }}"\n'],
  ['an encrypted value of SOPS', 'password: ENC[AES256_GCM,data:{alnum:24},iv:{alnum:43}=,tag:{alnum:22}==,type:str]\n'],
  ['a sealed secret', 'kind: SealedSecret\nspec:\n  encryptedData:\n    password: AgB{alnum:300}\n'],
  ['a vault of Ansible', 'db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hex:80}\n  {hex:80}\n'],
  ['a hash of bcrypt in a fixture', "INSERT INTO users (name, password_hash) VALUES ('ada', '$2b$12${alnum:53}');\n"],
  ['an address of a contract', "const token = '0x{hex:40}'; // the address of the contract\n"],
  ['the id of a document', 'https://docs.google.com/spreadsheets/d/1{alnum:43}/edit#gid=0\n'],
  ['the id of a video and of a list', 'https://www.youtube.com/watch?v={alnum:11}&list=PL{alnum:32}\n'],
  ['a Google Analytics id', "gtag('config', 'G-{upper:10}', { anonymize_ip: true });\n"],
  ['an ARN', 'Resource: arn:aws:secretsmanager:eu-central-1:{digit:12}:secret:prod/orders/db-{alnum:6}\n'],
  ['the path of a secret in SSM', 'DB_PASSWORD: ${ssm:/acme/prod/db/password}\nAPI_TOKEN: ${ssm:/acme/prod/api/token}\n'],
  ['a token for a page', "const nextPageToken = response.data.nextPageToken ?? 'first-page';\n"],
  ['a key of a cache', "const cacheKey = 'orders:v2:{hex:32}';\nawait redis.get(cacheKey);\n"],
];
