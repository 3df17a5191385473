/** JMH's results (JSON) as a table: nanoseconds and bytes of garbage an operation. Fails when the core makes garbage. */

import fs from 'node:fs';

/** The harness itself allocates now and then; less than this for each packet is nothing. */
const NOTHING = 0.5;

const results = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const rows = results.map(({ benchmark, params = {}, primaryMetric, secondaryMetrics }) => ({
  name: benchmark.split('.').slice(-2).join('.').replace('Benchmark.', '.'),
  params: Object.values(params).join(' '),
  ns: primaryMetric.score,
  error: primaryMetric.scoreError,
  bytes: secondaryMetrics['gc.alloc.rate.norm'].score,
}));
const cells = rows.map(({ name, params, ns, error, bytes }) => [name, params, ns.toFixed(1), Number.isFinite(+error) ? `± ${(+error).toFixed(1)}` : '', bytes < NOTHING ? '0' : bytes.toFixed(0)]);
const head = ['step', 'engine, profile', 'ns', 'error (99.9 %)', 'bytes of garbage'];
const wide = head.map((text, i) => Math.max(text.length, ...cells.map((row) => row[i].length)));
for (const row of [head, ...cells]) console.log(row.map((text, i) => (i < 2 ? text.padEnd(wide[i]) : text.padStart(wide[i]))).join('  '));

const core = rows.find(({ name, params }) => name === 'Forward.forwardTo50' && params === 'none');
if (core) {
  console.log(`bench jmh allocated_bytes_core=${core.bytes < NOTHING ? 0 : core.bytes.toFixed(1)}`);
  if (core.bytes >= NOTHING) {
    console.error(`the core makes ${core.bytes} bytes of garbage for each forwarded packet; it may make none`);
    process.exitCode = 1;
  }
}
