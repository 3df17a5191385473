/** Resolves after `millis`. */
export const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/**
 * Asks `probe` every `every` ms until it returns something truthy, and returns that.
 * The last error or value is in the message when `timeout` ms have passed; an error marked `final` ends it at once.
 */
export async function until(what, probe, { timeout = 15_000, every = 100 } = {}) {
  const end = Date.now() + timeout;
  let last;
  while (Date.now() < end) {
    try {
      last = await probe();
      if (last) return last;
    } catch (error) {
      if (error.final) throw error;
      last = error;
    }
    await pause(every);
  }
  throw new Error(`${what}: not within ${timeout} ms (last: ${last?.message ?? JSON.stringify(last)})`);
}

/** Rejects with a message naming `what` when `promise` takes longer than `millis`. */
export function within(millis, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${millis} ms`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
