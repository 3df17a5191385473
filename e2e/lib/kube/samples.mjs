import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../processes.mjs';

const FOLDER = path.join(ROOT, 'e2e/kube/samples');

/**
 * The samples of one folder (`valid`, `invalid`): resources as a user writes them, in the order in which they are applied, and the
 * refusals that the comment above them announces.
 *
 * @returns {{name: string, documents: string[], refusals: Refusal[]}[]}
 * @typedef {{byRule: boolean, path: string, words: string}} Refusal
 */
export function samples(folder) {
  const files = fs.readdirSync(path.join(FOLDER, folder)).filter((file) => file.endsWith('.yaml')).sort();
  return files.map((file) => {
    const text = fs.readFileSync(path.join(FOLDER, folder, file), 'utf8');
    return { name: path.basename(file, '.yaml'), documents: text.split(/^---$/m), refusals: refusals(text) };
  });
}

/** `# rule PATH: MESSAGE` is one of our rules, word for word; `# schema PATH: LEGAL` is what the schema takes. */
export function refusals(text) {
  return [...text.matchAll(/^# (rule|schema) (\S+): (.+)$/gm)].map(([, by, at, words]) => ({ byRule: by === 'rule', path: at, words }));
}
