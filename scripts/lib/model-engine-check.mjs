import { fork } from 'node:child_process';

/**
 * Starts the model process with the engine in `engine`, asks the model in `weights` for a repair and returns its
 * answer. Throws, with the process's own words, if it does not start, load or answer within two minutes.
 * @param {{ engine: string, modulePath: string, weights: string, execPath?: string }} options
 * @returns {Promise<string>}
 */
export async function askEngine({ engine, modulePath, weights, execPath = process.execPath }) {
  const child = fork(modulePath, [engine], { execPath, execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (errors += text));
  const limit = setTimeout(() => child.kill('SIGKILL'), 120_000);
  try {
    return await new Promise((resolve, reject) => {
      let answer = '';
      child.on('exit', (code, signal) => reject(new Error(`the model process ended (${signal ?? code}): ${errors.trim()}`)));
      child.on('error', reject);
      child.on('message', (/** @type {any} */ said) => {
        if (said.type === 'loaded') child.send(REQUEST);
        else if (said.type === 'text') answer += said.text;
        else if (said.type === 'finished') resolve(answer);
        else if (said.type === 'load-failed' || said.type === 'failed') reject(new Error(`${said.type}: ${said.detail}`));
      });
      child.send({ type: 'load', file: weights, contextSize: 1024, threads: 1 });
    });
  } finally {
    clearTimeout(limit);
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
  }
}

const REQUEST = {
  type: 'generate',
  id: 1,
  system: 'You are a code editor. You reply with the complete edited JavaScript code and nothing else.',
  turns: [{ role: 'user', text: 'Fix the bug: add must return the sum of a and b.\n\n```js\nfunction add(a, b) { return a - b; }\n```' }],
  maxOutputTokens: 100,
  answerPrefix: '```js\n',
  stop: '\n```',
};
