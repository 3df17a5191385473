import { stopAll } from './processes.mjs';

/**
 * Runs one proof: prints `PROOF name key=value …`, and exits non-zero when a bound is missed or something throws.
 *
 * @param {string} name
 * @param {(context: {short: boolean, note: (text: string) => void}) => Promise<Record<string, {value: unknown, ok: boolean, bound?: string}>>} body
 */
export async function prove(name, body) {
  const short = process.argv.includes('--short');
  const started = Date.now();
  const note = (text) => console.error(`  ${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  let code = 1;
  try {
    const values = await body({ short, note });
    const line = Object.entries(values).map(([key, { value }]) => `${key}=${value}`);
    console.log(`PROOF ${name} ${line.join(' ')}`);
    const missed = Object.entries(values).filter(([, { ok }]) => !ok);
    for (const [key, { value, bound }] of missed) console.error(`MISSED ${key}=${value}, wanted ${bound ?? 'otherwise'}`);
    code = missed.length ? 1 : 0;
  } catch (error) {
    console.log(`PROOF ${name} failed=${JSON.stringify(String(error.message ?? error))}`);
    console.error(error.stack ?? error);
  }
  await stopAll();
  process.exit(code);
}

/** A measured value with a lower or upper bound, or the value it must have. */
export const atLeast = (value, bound, digits = 1) => measured(value, value >= bound, `>=${bound}`, digits);
export const atMost = (value, bound, digits = 1) => measured(value, value <= bound, `<=${bound}`, digits);
export const exactly = (value, wanted) => ({ value, ok: String(value) === String(wanted), bound: String(wanted) });
export const info = (value) => ({ value, ok: true });

function measured(value, ok, bound, digits) {
  return { value: typeof value === 'number' ? Number(value.toFixed(digits)) : value, ok, bound };
}
