import type { SinkRule } from '../engine/knowledge.ts';
import type { Value } from '../engine/value.ts';
import { words } from './words.ts';

/** Data that is read already, or can be: many functions that take a path take this too. */
function isOpenFile(value: Value | undefined): boolean {
  return (
    value?.path !== undefined &&
    /(?:BytesIO|StringIO|TemporaryFile|open|\.read)\(\)$|(?:FILES|\.files)(?:\[[^\]]*\]|\.get\(\))$|\.(?:stream|buffer|file)$|UploadFile\(\)$/u.test(
      value.path,
    )
  );
}

/** Modules with tables that are written by methods of their own. */
const frameModules = ['pandas', 'polars', 'geopandas', 'dask', 'modin'];

const pathMethods = words(`
  open read_text read_bytes write_text write_bytes unlink rmdir mkdir iterdir touch rename replace glob rglob chmod
  symlink_to hardlink_to
`);

export const fileSinks: readonly SinkRule[] = [
  {
    rule: 'path-traversal',
    callees: words(
      '.to_csv .to_parquet .to_excel .to_json .to_pickle .to_feather .to_hdf .to_stata .to_xml .to_html .to_orc .write_parquet',
    ),
    arguments: [0, 'path_or_buf', 'path', 'excel_writer', 'buf', 'path_or_buffer', 'fname'],
    when: (call) => frameModules.some((module) => call.imports(module)) && !isOpenFile(call.positional[0]),
  },
  {
    rule: 'path-traversal',
    callees: words(`
      pandas.read_excel pandas.read_parquet pandas.read_table pandas.read_feather pandas.read_hdf pandas.read_fwf pandas.read_orc
      pandas.ExcelWriter polars.read_csv polars.scan_csv polars.read_parquet polars.scan_parquet numpy.save numpy.savez numpy.savetxt
      numpy.loadtxt numpy.genfromtxt numpy.fromfile matplotlib.pyplot.savefig matplotlib.pyplot.figure().savefig cv2.imread cv2.imwrite
      PIL.Image.open().save PIL.Image.new().save openpyxl.load_workbook openpyxl.Workbook().save openpyxl.load_workbook().save
      docx.Document docx.Document().save xlsxwriter.Workbook
    `),
    arguments: [0, 'file', 'path', 'io', 'filename', 'fname', 'fp', 'filepath_or_buffer', 'path_or_buf', 'source'],
    when: (call) => !isOpenFile(call.positional[0]),
  },
  {
    rule: 'path-traversal',
    callees: ['joblib.dump', 'torch.save'],
    arguments: [1, 'filename', 'f'],
    when: (call) => !isOpenFile(call.positional[1]),
  },
  {
    rule: 'path-traversal',
    callees: words(`
      open os.open os.remove os.unlink os.rmdir os.mkdir os.makedirs os.listdir os.scandir os.walk os.chmod os.chown
      os.removedirs shutil.rmtree aiofiles.open flask.send_file send_file quart.send_file django.http.FileResponse
      fastapi.responses.FileResponse bottle.static_file aiohttp.web.FileResponse zipfile.ZipFile tarfile.open
      gzip.open bz2.open lzma.open linecache.getline numpy.load pandas.read_csv logging.FileHandler PIL.Image.open
      mmap.mmap tornado.web.StaticFileHandler sqlite3.connect
    `),
    arguments: [0, 'file', 'path', 'name', 'filename', 'path_or_file', 'filename_or_fp'],
    when: (call) => !isOpenFile(call.positional[0]),
  },
  {
    rule: 'path-traversal',
    callees: words(
      'os.rename os.replace os.link os.symlink shutil.copy shutil.copy2 shutil.copyfile shutil.copytree shutil.move shutil.unpack_archive',
    ),
    arguments: [0, 1, 'src', 'dst'],
  },
  { rule: 'path-traversal', callees: pathMethods.map((name) => `pathlib.Path().${name}`), arguments: ['receiver'] },
  {
    rule: 'path-traversal',
    callees: words('.read_text .read_bytes .write_text .write_bytes .unlink'),
    arguments: ['receiver'],
    when: (call) => call.imports('pathlib') && !call.path.startsWith('pathlib.') && !call.path.startsWith('web.'),
  },
  {
    rule: 'path-traversal',
    callees: ['flask.send_from_directory', 'send_from_directory', 'bottle.static_file'],
    arguments: [0, 'directory', 'root'],
  },
  { rule: 'path-traversal', callees: ['boto3.client().download_file'], arguments: [2, 'Filename'] },
  { rule: 'path-traversal', callees: ['boto3.resource().Bucket().download_file'], arguments: [1, 'Filename'] },
  {
    rule: 'path-traversal',
    callees: ['.save'],
    arguments: [0],
    deep: false,
    when: (call) => /web\.request|\.filename|^\?/u.test(call.path) && (call.receiver?.taints.length ?? 0) > 0,
  },
  {
    rule: 'path-traversal',
    callees: words('tarfile.open().extractall tarfile.TarFile().extractall tarfile.open().extract tarfile.TarFile().extract'),
    arguments: ['receiver', 'members'],
    when: (call) => call.keywords.get('filter') === undefined,
  },
  {
    rule: 'path-traversal',
    callees: ['tarfile.open().extractall', 'zipfile.ZipFile().extractall', 'zipfile.ZipFile().extract'],
    arguments: ['path'],
  },
];
