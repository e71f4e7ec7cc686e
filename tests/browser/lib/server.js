// Starts the real binary on the sample corpus, in a folder of its own and on a port of its own.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { FRESH, SAMPLE } from './corpus.js';

export const BINARY = process.env.VESTNIK_BIN ?? fileURLToPath(new URL('../../../target/debug/vestnik', import.meta.url));

/** Indexing 200 articles takes about a second; a loaded machine may need many times that. */
const START_TIMEOUT_MS = 60_000;
/** The binary waits 10 s for answers under way before it ends by itself. */
const STOP_TIMEOUT_MS = 15_000;

/** Settings of whoever runs the tests must not reach the server. */
export function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VESTNIK_')));
}

/**
 * Makes a key for the server of a data folder.
 * @param {string} data
 * @param {...string} rights arguments of `vestnik keys create`
 */
export async function createKey(data, ...rights) {
  const args = ['keys', 'create', '--data', data, '--name', 'сайт', ...rights];
  const { stdout } = await promisify(execFile)(BINARY, args, { env: environment() });
  return stdout.trim();
}

/** Resolves with the address in the line «Serving on http://…»; rejects with all output if there is none. */
function addressOf(child) {
  const output = [];
  return new Promise((resolve, reject) => {
    const giveUp = (reason) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(`${BINARY} up: ${reason}\nIts output:\n${output.join('\n')}`));
    };
    const timer = setTimeout(() => giveUp(`not serving after ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    child.once('error', (error) => giveUp(`cannot be started (${error.message}); build it: cargo build -p vestnik`));
    child.once('exit', (code, signal) => giveUp(`ended with ${signal ?? `code ${code}`} before it was serving`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        output.push(line);
        const found = /Serving on (http:\/\/[^\s/]+)/.exec(line);
        if (stream === child.stdout && found) {
          clearTimeout(timer);
          child.removeAllListeners('exit');
          resolve(found[1]);
        }
      });
    }
  });
}

async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  const [code, signal] = await ended;
  clearTimeout(timer);
  if (code !== 0) {
    throw new Error(`the server did not end cleanly after SIGTERM: ${signal ?? `code ${code}`}`);
  }
}

/**
 * Returns the server's `address` and what stops it and removes its folder.
 * @param {object[]} [more] articles besides those of the sample corpus
 * @param {(data: string) => Promise<void>} [prepare] gets the data folder before the server starts
 */
export async function startServer(more = [], prepare = async () => {}) {
  const data = await mkdtemp(path.join(tmpdir(), 'vestnik-browser-'));
  const fresh = path.join(data, 'fresh.jsonl');
  await writeFile(fresh, [...FRESH, ...more].map((article) => JSON.stringify(article)).join('\n'));
  await prepare(data);
  const child = spawn(BINARY, ['up', SAMPLE, fresh, '--data', data, '--listen', '127.0.0.1:0'], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  const remove = () => rm(data, { recursive: true, force: true });
  try {
    const address = await addressOf(child);
    return { address, stop: () => stop(child).finally(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}
