/*
 * The standard library: `sys.stdlib_module_names` of CPython 3.11 and `Python/stdlib_module_names.h` of 3.14
 * (https://docs.python.org/3/library/sys.html#sys.stdlib_module_names), which hold the modules of all platforms; what came
 * and went between 3.8 and 3.14 is from "What's New" of each version, https://docs.python.org/3/whatsnew/, and PEP 594.
 */

const always =
  'abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd ' +
  'code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv ' +
  'ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler ' +
  'fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob grp gzip hashlib ' +
  'heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale logging lzma ' +
  'mailbox marshal math mimetypes mmap modulefinder msvcrt multiprocessing netrc nt ntpath nturl2path numbers opcode ' +
  'operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile ' +
  'pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter ' +
  'runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver sqlite3 sre_compile ' +
  'sre_constants sre_parse ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny ' +
  'tarfile tempfile termios textwrap this threading time timeit tkinter token tokenize trace traceback tracemalloc tty ' +
  'turtle turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser winreg winsound ' +
  'wsgiref xml xmlrpc zipapp zipfile zipimport zlib';

const internal =
  '__future__ _abc _aix_support _android_support _apple_support _ast _ast_unparse _asyncio _bisect _blake2 _bootsubprocess ' +
  '_bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections _collections_abc ' +
  '_colorize _compat_pickle _compression _contextvars _crypt _csv _ctypes _curses _curses_panel _datetime _dbm _decimal ' +
  '_elementtree _frozen_importlib _frozen_importlib_external _functools _gdbm _hashlib _heapq _hmac _imp _interpchannels ' +
  '_interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma _markupbase _md5 _msi _multibytecodec ' +
  '_multiprocessing _opcode _opcode_metadata _operator _osx_support _overlapped _pickle _posixshmem _posixsubprocess ' +
  '_py_abc _py_warnings _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _remote_debugging _scproxy _sha1 _sha2 ' +
  '_sha256 _sha3 _sha512 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct ' +
  '_suggestions _symtable _sysconfig _thread _threading_local _tkinter _tokenize _tracemalloc _types _typing _uuid ' +
  '_warnings _weakref _weakrefset _winapi _wmi _zoneinfo _zstd';

/** The version that has it first. */
const since: Readonly<Record<string, string>> = {
  zoneinfo: '3.9',
  graphlib: '3.9',
  tomllib: '3.11',
  annotationlib: '3.14',
  compression: '3.14',
};

/** The version that has it no more. */
const until: Readonly<Record<string, string>> = {
  macpath: '3.8',
  _dummy_thread: '3.9',
  dummy_threading: '3.9',
  formatter: '3.10',
  parser: '3.10',
  symbol: '3.10',
  binhex: '3.11',
  asynchat: '3.12',
  asyncore: '3.12',
  distutils: '3.12',
  imp: '3.12',
  smtpd: '3.12',
  aifc: '3.13',
  audioop: '3.13',
  cgi: '3.13',
  cgitb: '3.13',
  chunk: '3.13',
  crypt: '3.13',
  imghdr: '3.13',
  lib2to3: '3.13',
  mailcap: '3.13',
  msilib: '3.13',
  nis: '3.13',
  nntplib: '3.13',
  ossaudiodev: '3.13',
  pipes: '3.13',
  sndhdr: '3.13',
  spwd: '3.13',
  sunau: '3.13',
  telnetlib: '3.13',
  uu: '3.13',
  xdrlib: '3.13',
};

const standard: ReadonlySet<string> = new Set(['test', ...always.split(' '), ...internal.split(' ')]);

/** Whether a Python has a module: of one that came or went, `unknown` if the version is not known, and `other` if another version has it. */
export function inStandardLibrary(module: string, version: string | undefined): 'yes' | 'no' | 'unknown' | 'other' {
  if (standard.has(module)) return 'yes';
  const first = Object.hasOwn(since, module) ? since[module] : undefined;
  const gone = Object.hasOwn(until, module) ? until[module] : undefined;
  if (first === undefined && gone === undefined) return 'no';
  if (version === undefined) return 'unknown';
  const isThere = (first === undefined || minor(version) >= minor(first)) && (gone === undefined || minor(version) < minor(gone));
  return isThere ? 'yes' : 'other';
}

/** The second number of a version of Python 3. */
function minor(version: string): number {
  return Number(/^3\.(\d+)/u.exec(version)?.[1] ?? Number.NaN);
}
