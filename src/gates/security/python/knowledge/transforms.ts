import type { TransformRule } from '../engine/knowledge.ts';
import { propagators } from './propagators.ts';
import { sanitizers } from './sanitizers.ts';
import { words } from './words.ts';

/** What gives nothing of what it was given. */
const unrelated: readonly TransformRule[] = [
  {
    callees: [
      'werkzeug.security.generate_password_hash',
      'bcrypt.hashpw',
      'bcrypt.checkpw',
      'django.contrib.auth.hashers.make_password',
      'django.contrib.auth.hashers.check_password',
      'werkzeug.security.check_password_hash',
      'django.contrib.auth.authenticate',
      'django.shortcuts.get_object_or_404',
      'django.shortcuts.get_list_or_404',
      'flask.url_for',
      'django.urls.reverse',
      'url_for',
      'flask.send_from_directory',
      'flask.send_file',
      'jwt.encode',
      'secrets.choice',
      'print',
      'type',
      'range',
      'time.sleep',
      'flask.flash',
      'isinstance',
      'mimetypes.guess_type',
      'open',
      'os.open',
      'os.listdir',
      'os.walk',
      'os.scandir',
      'glob.glob',
      'gzip.open',
      'os.fdopen',
      'pathlib.Path().open',
      '.read_text',
      '.read_bytes',
      'os.stat',
      'requests.get',
      'requests.post',
      'urllib.request.urlopen',
      'importlib.import_module',
      '__import__',
      'sqlite3.connect',
      'subprocess.run',
      'subprocess.check_output',
      'subprocess.Popen',
      'subprocess.getoutput',
      'os.popen',
      'logging.getLogger',
      'rest_framework.views.exception_handler',
    ],
    from: 'nothing',
  },
];

/** What a look-up gives is what was stored, not what was asked with. */
const lookUps: readonly TransformRule[] = [
  {
    callees: words(`
      .fetchone .fetchall .fetchmany .query .filter .filter_by .first .all .one .one_or_none .scalar .scalars .execute
      .executemany .executescript .get .find .find_one .count_documents .aggregate .search .search_s .save .commit
      .add .delete .raw .exists .create .get_or_create .update_one .insert_one .render .send .write .sendall .info
      .debug .warning .error .log .exception .request .post .put .patch .head .getenv .pop .setdefault
    `),
    from: 'receiver',
    picks: true,
  },
];

/** What library functions do with data. The first rule that applies says what the result is made of. */
export const transforms: readonly TransformRule[] = [...sanitizers, ...unrelated, ...propagators, ...lookUps];
