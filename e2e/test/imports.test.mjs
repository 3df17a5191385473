// These tests run before anything but e2e's own packages is installed: what they import must lie in this folder.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const E2E = path.dirname(HERE);

function imported(file) {
  const text = fs.readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;'"]*?(?:from\s+)?'(\.[^']+\.m?js)';/gm)].map(([, relative]) => path.resolve(path.dirname(file), relative));
}

test('what is tested here needs no package of another folder', () => {
  const waiting = fs.readdirSync(HERE).filter((name) => name.endsWith('.test.mjs')).map((name) => path.join(HERE, name));
  const from = new Map(waiting.map((file) => [file, file]));
  for (const file of waiting) {
    for (const next of imported(file).filter((name) => !from.has(name))) {
      from.set(next, file);
      waiting.push(next);
    }
  }
  assert.ok(from.size > 10, `only ${from.size} files were followed`);
  const outside = [...from].filter(([file]) => !file.startsWith(E2E + path.sep)).map(([file, by]) => `${path.relative(E2E, by)} imports ${path.relative(E2E, file)}`);
  assert.deepEqual(outside, []);
});
