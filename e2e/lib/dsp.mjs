/** Sound analysis without any import: runs in Node and, served as it is, in the page. */

/**
 * Signal to noise of a tone in a block of samples: power in the bins around `hertz` against all other power between
 * 60 Hz and 12 kHz, Hann window. Power of two samples.
 *
 * @param {ArrayLike<number>} samples
 * @returns {{snrDb: number, peakHertz: number, rms: number}}
 */
export function toneSnr(samples, hertz, rate) {
  const n = samples.length;
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  let energy = 0;
  for (let i = 0; i < n; i++) {
    energy += samples[i] * samples[i];
    re[i] = samples[i] * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n));
  }
  fft(re, im);
  const bin = rate / n;
  let signal = 0;
  let noise = 0;
  let peak = 0;
  let peakHertz = 0;
  for (let k = Math.ceil(60 / bin); k <= Math.min(n / 2 - 1, 12_000 / bin); k++) {
    const power = re[k] * re[k] + im[k] * im[k];
    if (Math.abs(k * bin - hertz) <= Math.max(4 * bin, 12)) signal += power;
    else noise += power;
    if (power > peak) [peak, peakHertz] = [power, k * bin];
  }
  return { snrDb: 10 * Math.log10((signal + 1e-30) / (noise + 1e-12 * signal + 1e-20)), peakHertz, rms: Math.sqrt(energy / n) };
}

/** In-place radix-2 FFT. */
function fft(re, im) {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    const angle = (-2 * Math.PI) / size;
    for (let at = 0; at < n; at += size) {
      for (let k = 0; k < size / 2; k++) {
        const c = Math.cos(angle * k);
        const s = Math.sin(angle * k);
        const a = at + k;
        const b = a + size / 2;
        const x = re[b] * c - im[b] * s;
        const y = re[b] * s + im[b] * c;
        re[b] = re[a] - x;
        im[b] = im[a] - y;
        re[a] += x;
        im[a] += y;
      }
    }
  }
}
