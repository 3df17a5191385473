// docs/errors.md names every refusal of the launcher: the words of each before its first value.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const SCRIPTS = ['sluice', ...fs.readdirSync(path.join(ROOT, 'launcher')).filter((name) => name.endsWith('.sh')).map((name) => `launcher/${name}`)];

/** The first words of every `die "…"`, up to the first value, address or parenthesis. */
function refusals(script) {
  const text = fs.readFileSync(path.join(ROOT, script), 'utf8');
  return [...text.matchAll(/\bdie "([^"\n]*)/g)].map(([, message]) => message.split(/[$.(;,]| DIR| a number from| of this| for example/)[0].replace(/[\s']+$/, '')).filter((words) => words.length > 3);
}

test('the launcher refuses something', () => {
  assert.ok(SCRIPTS.flatMap(refusals).length >= 15);
});

for (const script of SCRIPTS) {
  test(`docs/errors.md has every refusal of ${script}`, () => {
    const page = fs.readFileSync(path.join(ROOT, 'docs/errors.md'), 'utf8');
    const missing = refusals(script).filter((words) => !page.includes(words));
    assert.deepEqual(missing, []);
  });
}
