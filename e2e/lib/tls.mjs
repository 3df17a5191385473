import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { OUT, ROOT } from './processes.mjs';

/** An authority of its own and a certificate for this machine, as `./sluice certificates` makes them: files by their names. */
export function certificates(name) {
  const dir = path.join(OUT, name);
  fs.rmSync(dir, { recursive: true, force: true });
  execFileSync(path.join(ROOT, 'sluice'), ['certificates', dir], { stdio: 'ignore' });
  return Object.fromEntries(['ca.crt', 'tls.crt', 'tls.key'].map((file) => [file, path.join(dir, file)]));
}

export const coordinatorTls = (files) => ({ 'nodes-tls-certificate': files['tls.crt'], 'nodes-tls-key': files['tls.key'], 'nodes-tls-trust': files['ca.crt'] });
export const nodeTls = (files) => ({ 'tls-certificate': files['tls.crt'], 'tls-key': files['tls.key'], 'tls-trust': files['ca.crt'] });

/** An address of this machine that is not loopback; a machine without network has none, and uses all of them. */
export function lanAddress() {
  const all = Object.values(os.networkInterfaces()).flat();
  return all.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '0.0.0.0';
}

/**
 * Knocks with these files. Answers the fingerprint of the certificate that was shown when the knock gets past the handshake
 * and the connection is kept, otherwise null.
 */
export function knock(host, port, trusted, shown) {
  return new Promise((resolve) => {
    const socket = tls.connect({
      host,
      port,
      ca: fs.readFileSync(trusted['ca.crt']),
      ALPNProtocols: ['h2'],
      ...(shown ? { cert: fs.readFileSync(shown['tls.crt']), key: fs.readFileSync(shown['tls.key']) } : {}),
    });
    const end = (answer) => (socket.destroy(), resolve(answer));
    // In TLS 1.3 a refused certificate shows after the handshake, with the first read: the server's SETTINGS or an alert.
    socket.once('data', () => end(socket.getPeerCertificate().fingerprint256));
    socket.once('error', () => end(null));
    socket.once('close', () => end(null));
    socket.setTimeout(5_000, () => end(null));
  });
}
