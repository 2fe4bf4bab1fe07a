/*
 * Distributions whose import name is not their own, from each one's documentation on how to install and import it. A
 * distribution whose name is its module's, but for case and `-`, `_` or `.`, needs no row.
 */
const distributionsByModule: Readonly<Record<string, readonly string[]>> = {
  yaml: ['pyyaml', 'types-pyyaml'],
  cv2: ['opencv-python', 'opencv-python-headless', 'opencv-contrib-python', 'opencv-contrib-python-headless'],
  PIL: ['pillow'],
  sklearn: ['scikit-learn'],
  skimage: ['scikit-image'],
  bs4: ['beautifulsoup4'],
  dateutil: ['python-dateutil'],
  dotenv: ['python-dotenv'],
  jwt: ['pyjwt'],
  jose: ['python-jose'],
  Crypto: ['pycryptodome'],
  Cryptodome: ['pycryptodomex'],
  OpenSSL: ['pyopenssl'],
  nacl: ['pynacl'],
  attr: ['attrs'],
  git: ['gitpython'],
  github: ['pygithub'],
  gitlab: ['python-gitlab'],
  jenkins: ['python-jenkins'],
  serial: ['pyserial'],
  usb: ['pyusb'],
  zmq: ['pyzmq'],
  ldap: ['python-ldap'],
  MySQLdb: ['mysqlclient'],
  mysql: ['mysql-connector-python'],
  psycopg2: ['psycopg2', 'psycopg2-binary'],
  docx: ['python-docx'],
  pptx: ['python-pptx'],
  fitz: ['pymupdf'],
  magic: ['python-magic'],
  slugify: ['python-slugify'],
  multipart: ['python-multipart'],
  telegram: ['python-telegram-bot'],
  discord: ['discord-py'],
  websocket: ['websocket-client'],
  socketio: ['python-socketio'],
  engineio: ['python-engineio'],
  consul: ['python-consul'],
  memcache: ['python-memcached'],
  pkg_resources: ['setuptools'],
  _pytest: ['pytest'],
  grpc: ['grpcio'],
  grpc_status: ['grpcio-status'],
  wx: ['wxpython'],
  gi: ['pygobject'],
  win32api: ['pywin32'],
  win32con: ['pywin32'],
  win32com: ['pywin32'],
  pythoncom: ['pywin32'],
  rest_framework: ['djangorestframework'],
  corsheaders: ['django-cors-headers'],
  environ: ['django-environ'],
  mpl_toolkits: ['matplotlib'],
  pylab: ['matplotlib'],
  umap: ['umap-learn'],
  faiss: ['faiss-cpu', 'faiss-gpu'],
  tensorflow: ['tensorflow', 'tensorflow-cpu', 'tensorflow-gpu', 'tensorflow-macos'],
  Levenshtein: ['levenshtein', 'python-levenshtein'],
  dns: ['dnspython'],
  ruamel: ['ruamel-yaml'],
  snappy: ['python-snappy'],
  xdg: ['xdg', 'pyxdg'],
  absl: ['absl-py'],
  apiclient: ['google-api-python-client'],
  googleapiclient: ['google-api-python-client'],
  igraph: ['igraph', 'python-igraph'],
  kafka: ['kafka-python', 'kafka-python-ng'],
};

/** Modules of which many distributions hold a part. */
const shared: ReadonlySet<string> = new Set([
  'google',
  'azure',
  'zope',
  'plone',
  'sphinxcontrib',
  'backports',
  'jaraco',
  'airflow',
  'opentelemetry',
  'mypy_boto3',
]);

/** A distribution's name as they are compared: https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normalized(name: string): string {
  return name.replace(/[-_.]+/gu, '-').toLowerCase();
}

/** Whether one of some distributions, their names normalized, is known to hold a module. */
export function isNamedBy(module: string, distributions: ReadonlySet<string>): boolean {
  const own = normalized(module);
  if (distributions.has(own) || distributions.has(`types-${own}`)) return true;
  const known = Object.hasOwn(distributionsByModule, module) ? distributionsByModule[module] : undefined;
  if (known?.some((name) => distributions.has(name)) === true) return true;
  return shared.has(module) && [...distributions].some((name) => name.startsWith(`${own}-`));
}
