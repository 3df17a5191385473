/**
 * What kubectl says of a refused resource, cause by cause. One cause stands on the line itself, several each on a line of their own
 * that begins with an asterisk.
 *
 * @returns {{path: string, text: string}[]}
 */
export function causes(output) {
  const found = [];
  for (const line of output.split('\n')) {
    const one = /^The \S+ "[^"]*" is invalid: (?!$)(.*)$/.exec(line)?.[1] ?? /^\* (.*)$/.exec(line)?.[1];
    const unknown = [...line.matchAll(/unknown field "([^"]+)"/g)].map(([, at]) => ({ path: at, text: 'unknown field' }));
    found.push(...unknown);
    const cause = one && /^(\S+): (.*)$/.exec(one);
    // A rule over a whole resource has no path: ours speak of its name.
    if (cause) found.push({ path: cause[1] === '<nil>' ? 'metadata.name' : cause[1], text: cause[2] });
  }
  return found.filter(({ text }) => !NOT_A_CAUSE.test(text));
}

/** Kubernetes says it beside a cause that keeps it from looking at rules. */
const NOT_A_CAUSE = /some validation rules were not checked because the object was invalid/;

/** Whether a cause is what a sample announces: our own words exactly, Kubernetes' by what they call legal. */
export function answers(refusal, cause) {
  if (refusal.path !== cause.path) return false;
  return refusal.byRule ? isSaid(refusal.words, cause.text) : speaksOf(refusal.words, cause.text);
}

/** The value that Kubernetes puts before a rule's message can be anything; the message ends the line. */
const isSaid = (message, text) => /^(Invalid value|Forbidden|Required value|Duplicate value): /.test(text) && text.endsWith(`: ${message}`);

function speaksOf(words, text) {
  const [, number] = /^at (?:least|most) (-?\d+)$/.exec(words) ?? [];
  if (words.startsWith('one of ')) {
    const legal = words.slice('one of '.length).split(', ').sort();
    const said = [...(/supported values: (.*)$/.exec(text)?.[1] ?? '').matchAll(/"([^"]+)"/g)].map(([, value]) => value).sort();
    return text.startsWith('Unsupported value: ') && legal.join() === said.join();
  }
  if (words.startsWith('at least ')) return new RegExp(`(greater than or equal to|at least) ${number}\\b`).test(text);
  if (words.startsWith('at most ')) return new RegExp(`(less than or equal to|at most|more than) ${number}\\b`).test(text);
  if (words.startsWith('type ')) return text.includes(`must be of type ${words.slice('type '.length)}`);
  if (words.startsWith('twice ')) return text.startsWith('Duplicate value: ') && text.includes(words.slice('twice '.length));
  if (words === 'required') return text.startsWith('Required value');
  return words === 'unknown' && text === 'unknown field';
}

/** How an output differs from what a sample announces; empty when each cause was announced and each announced one is there. */
export function differences(refusals, output) {
  const seen = causes(output);
  const missing = refusals.filter((refusal) => !seen.some((cause) => answers(refusal, cause)));
  const surplus = seen.filter((cause) => !refusals.some((refusal) => answers(refusal, cause)));
  return [
    ...missing.map(({ path, words }) => `not said: ${path}: ${words}`),
    ...surplus.map(({ path, text }) => `not announced: ${path}: ${text}`),
    ...(seen.length ? [] : [`not refused as a resource: ${output.trim()}`]),
  ];
}
