import type { Call, SinkRule } from '../engine/knowledge.ts';
import { isTrue } from './command-sinks.ts';
import { words } from './words.ts';
import { hasSafeLoader } from './yaml-loaders.ts';

/** Whatever a module has under a name that was sent is called. */
function callsMember({ node, positional }: Call): boolean {
  const isCalled = node.parent?.type === 'call' && node.parent.child('function') === node;
  return isCalled && /^\.?\w+(?:\.\w+)*$/u.test(positional[0]?.path ?? '');
}

export const codeSinks: readonly SinkRule[] = [
  {
    rule: 'code-injection',
    callees: words('__import__ importlib.import_module runpy.run_path runpy.run_module imp.load_source'),
    arguments: [0, 'source', 'name'],
    exceptParameters: true,
  },
  {
    rule: 'code-injection',
    callees: words(`
      eval exec types.FunctionType code.InteractiveInterpreter().runsource code.InteractiveInterpreter().runcode
      timeit.timeit pandas.eval numexpr.evaluate sympy.sympify sympy.S sympy.parse_expr
      sympy.parsing.sympy_parser.parse_expr
    `),
    arguments: [0, 'source', 'name'],
  },
  { rule: 'code-injection', callees: ['getattr'], arguments: [1], most: 'medium', exceptParameters: true, when: callsMember },
  {
    rule: 'code-injection',
    callees: words(
      'redis.Redis().eval redis.StrictRedis().eval redis.Redis().register_script redis.asyncio.Redis().eval redis.from_url().eval',
    ),
    arguments: [0, 'script'],
  },
  {
    rule: 'code-injection',
    callees: ['pandas.DataFrame().query', 'pandas.DataFrame().eval', 'pandas.read_csv().query', 'pandas.read_csv().eval'],
    arguments: [0],
  },
  {
    rule: 'unsafe-deserialization',
    callees: words(`
      pickle.loads pickle.load dill.loads dill.load marshal.loads marshal.load shelve.open jsonpickle.decode
      jsonpickle.loads joblib.load cloudpickle.loads cloudpickle.load pandas.read_pickle yaml.unsafe_load
      yaml.unsafe_load_all torch.load pickle.Unpickler().load
    `),
    arguments: [0, 'file', 'data', 'filename'],
    when: (call) => !(call.path === 'torch.load' && isTrue(call.keywords.get('weights_only'))),
  },
  {
    rule: 'unsafe-deserialization',
    callees: ['pickle.Unpickler', 'dill.Unpickler'],
    arguments: [0, 'file'],
    when: (call) => !call.node.source.text.includes('def find_class('),
  },
  { rule: 'unsafe-deserialization', callees: ['numpy.load'], arguments: [0], when: (call) => isTrue(call.keywords.get('allow_pickle')) },
  {
    rule: 'unsafe-deserialization',
    callees: ['yaml.load', 'yaml.load_all', 'ruamel.yaml.load'],
    arguments: [0, 'stream'],
    when: (call) => !hasSafeLoader(call),
  },
  {
    rule: 'unsafe-deserialization',
    callees: ['ruamel.yaml.YAML().load', 'ruamel.yaml.YAML().load_all'],
    arguments: [0, 'stream'],
    when: (call) => call.receiver?.made?.keywords.get('typ')?.constant === 'unsafe',
  },
  {
    rule: 'template-injection',
    callees: words(`
      jinja2.Template jinja2.Environment().from_string flask.render_template_string render_template_string
      django.template.Template django.template.Engine().from_string mako.template.Template tornado.template.Template
      bottle.template bottle.SimpleTemplate chameleon.PageTemplate
    `),
    arguments: [0, 'source', 'text'],
  },
  {
    rule: 'template-injection',
    callees: ['.from_string'],
    arguments: [0],
    when: (call) => (call.imports('jinja2') || call.imports('flask')) && !call.path.includes('Sandboxed'),
  },
];
