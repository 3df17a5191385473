/** How fast people can come to each server. */

/** More of its core than this, and the load generator is the limit, not the server. */
const GENERATOR_FULL = 0.95;

/**
 * Ever higher rates, in turns, until a server cannot keep up twice: fails somebody, or lets one in twenty wait too long.
 *
 * @param {{name: string, ask: (step: string, patience?: number) => Promise<any>}[]} servers
 * @param {{rates: number[], step: number, stay: number, most: number, tell: (name: string, found: any) => void}} plan
 *   `step`: seconds of each rate; `most`: milliseconds that 95 of 100 joins may take
 * @returns {Promise<Record<string, number>>} the highest rate of each, joins a second; 0 when it could not keep up with the lowest
 */
export async function highestRates(servers, { rates, step, stay, most, tell }) {
  const highest = Object.fromEntries(servers.map(({ name }) => [name, 0]));
  let able = servers;
  for (const rate of rates) {
    const still = [];
    for (const server of able) {
      let isAble = false;
      for (let attempt = 0; attempt < 2 && !isAble; attempt++) {
        const found = await server.ask(`joins ${rate} ${step} ${stay}`, 120);
        tell(server.name, found);
        isAble = found.failed === 0 && found.join_ms_p95 < most;
      }
      if (isAble) {
        highest[server.name] = rate;
        still.push(server);
      }
    }
    able = still;
    if (!able.length) break;
  }
  return highest;
}

/** Whether the generator had nothing left to give. */
export const isGeneratorFull = ({ generator_busy }) => generator_busy > GENERATOR_FULL;
