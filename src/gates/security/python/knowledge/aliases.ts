/** Written with a slash on every system: what matters is that one is there. */
const separators = ['os.sep', 'os.path.sep', 'os.altsep'].map((name) => [name, '/'] as const);

/** The rights that `stat` names. */
const rights = Object.entries({
  S_IRWXU: 0o700,
  S_IRUSR: 0o400,
  S_IWUSR: 0o200,
  S_IXUSR: 0o100,
  S_IRWXG: 0o070,
  S_IRGRP: 0o040,
  S_IWGRP: 0o020,
  S_IXGRP: 0o010,
  S_IRWXO: 0o007,
  S_IROTH: 0o004,
  S_IWOTH: 0o002,
  S_IXOTH: 0o001,
  S_ISVTX: 0o1000,
});

export const constants: ReadonlyMap<string, string | number> = new Map<string, string | number>([
  ...separators,
  ...rights.map(([name, mode]) => [`stat.${name}`, mode] as const),
]);

/** Different names of the same thing. */
export const aliases: readonly (readonly [string, string])[] = [
  ...[
    'flask.request',
    'flask.globals.request',
    'bottle.request',
    'quart.request',
    'tornado.handler.request',
    'web.view.request',
    'werkzeug.Request()',
    'werkzeug.wrappers.Request()',
    'django.http.HttpRequest()',
    'falcon.Request()',
    'info.context',
  ].map((name) => [name, 'web.request'] as const),
  ['starlette.requests.Request()', 'web.request'],
  ['fastapi.Request()', 'web.request'],
  ['socket.socket().accept()[]', 'socket.socket()'],
  ['socket.create_connection()', 'socket.socket()'],
  ['sys.stdin.buffer', 'sys.stdin'],
  ['cPickle', 'pickle'],
  ['_pickle', 'pickle'],
  ['Cryptodome', 'Crypto'],
  ['xml.etree.cElementTree', 'xml.etree.ElementTree'],
  ['builtins.open', 'open'],
  ['builtins.eval', 'eval'],
  ['builtins.exec', 'exec'],
  ['io.open', 'open'],
  ['codecs.open', 'open'],
  ['flask.Markup', 'markupsafe.Markup'],
  ['jinja2.Markup', 'markupsafe.Markup'],
  ['flask.escape', 'markupsafe.escape'],
  ['jinja2.escape', 'markupsafe.escape'],
  ['cgi.escape', 'html.escape'],
  ['starlette.responses', 'fastapi.responses'],
  ['django.utils.html.mark_safe', 'django.utils.safestring.mark_safe'],
  ['django.http.response', 'django.http'],
  ['sqlalchemy.sql.text', 'sqlalchemy.text'],
  ['sqlalchemy.sql.expression.text', 'sqlalchemy.text'],
  ['werkzeug.secure_filename', 'werkzeug.utils.secure_filename'],
  ['pathlib.PurePath', 'pathlib.Path'],
  ['pathlib.PosixPath', 'pathlib.Path'],
  ['pathlib.PurePosixPath', 'pathlib.Path'],
  ['urllib2', 'urllib.request'],
  ['posixpath', 'os.path'],
  ['ntpath', 'os.path'],
  ['aiofiles.os', 'os'],
];
