import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../processes.mjs';

const FOLDER = path.join(ROOT, 'e2e/kube/golden');

/** Outputs kept as files: compares, or with `renew` writes. `stale` names those that differ. */
export function goldenFiles({ renew }) {
  const stale = [];
  const wanted = new Set();
  return {
    stale,
    check(name, text) {
      const file = path.join(FOLDER, name);
      wanted.add(name);
      if (renew) {
        fs.mkdirSync(FOLDER, { recursive: true });
        fs.writeFileSync(file, text);
      } else if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== text) {
        stale.push(name);
      }
    },
    /** Files that nothing was compared with. */
    left() {
      const there = fs.existsSync(FOLDER) ? fs.readdirSync(FOLDER) : [];
      const left = there.filter((name) => !wanted.has(name));
      if (renew) for (const name of left) fs.rmSync(path.join(FOLDER, name));
      else stale.push(...left);
      return left;
    },
  };
}

/** A table of kubectl with every age replaced, as it differs from run to run, and the columns set anew. */
export function withoutAges(table, ages = ['AGE', 'LASTSCALE']) {
  const [head, ...rows] = table.trimEnd().split('\n');
  const starts = [...head.matchAll(/\S+(?: \S+)*/g)].map((match) => match.index);
  const cells = (line) => starts.map((from, i) => line.slice(from, starts[i + 1]).trim());
  const names = cells(head);
  const lines = [names, ...rows.map((row) => cells(row).map((cell, i) => (ages.includes(names[i]) && cell ? '(age)' : cell)))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  return `${lines.map((line) => line.map((cell, i) => cell.padEnd(widths[i])).join('   ').trimEnd()).join('\n')}\n`;
}
