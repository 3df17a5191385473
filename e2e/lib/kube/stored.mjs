/** Paths at which what was stored lacks, or changed, what was written. */
export function lost(written, stored, at = '') {
  if (Array.isArray(written)) {
    if (!Array.isArray(stored) || stored.length !== written.length) return [at];
    return written.flatMap((value, i) => lost(value, stored[i], `${at}[${i}]`));
  }
  if (written !== null && typeof written === 'object') {
    if (stored === null || typeof stored !== 'object') return [at];
    return Object.entries(written).flatMap(([key, value]) => lost(value, stored[key], `${at}.${key}`));
  }
  return written === stored || (isTime(written) && Date.parse(written) === Date.parse(stored)) ? [] : [at];
}

/** Kubernetes writes the times of conditions in its own form. */
const isTime = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value);
