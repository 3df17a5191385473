import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { connect } from '../../examples/node-echo/node.mjs';
import { freeTcpPorts, freeUdpRange } from './ports.mjs';
import { OUT, ROOT, start, tail } from './processes.mjs';
import { until } from './wait.mjs';

const NODE_JAR = process.env.SLUICE_NODE_JAR ?? path.join(ROOT, 'media-node/server/target/quarkus-app/quarkus-run.jar');
const COORDINATOR_JAR = process.env.SLUICE_COORDINATOR_JAR ?? path.join(ROOT, 'coordinator/target/quarkus-app/quarkus-run.jar');
const JVM = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-XX:+ExitOnOutOfMemoryError'];
const UDP_PORTS = 8;

/** The DTLS certificate that all nodes of a run share: two PEM files, made once. */
export function certificate() {
  const files = { certificate: path.join(OUT, 'dtls.pem'), key: path.join(OUT, 'dtls-key.pem') };
  if (!fs.existsSync(files.key)) {
    fs.mkdirSync(OUT, { recursive: true });
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30', '-subj', '/CN=sluice'];
    execFileSync('openssl', ['req', '-x509', ...curve, '-keyout', files.key, '-out', files.certificate], { stdio: 'ignore' });
  }
  return files;
}

/**
 * Starts a media node as a process of its own on free ports and waits until its API answers.
 *
 * @param {{name: string, coordinators?: string[], nodeIp?: string, settings?: Record<string, string | number>}} options
 *   `settings`: further options of the node, by the names of its command line
 */
export async function startNode(options) {
  const { process, controlPort, mediaPort, httpUrl } = await startNodeProcess(options);
  const { name } = options;
  const address = `127.0.0.1:${controlPort}`;
  const api = connect(address);
  const facts = await answering(process, () => api.getNode());
  const ports = new Set(facts.media_addresses.map(({ port }) => port));
  return {
    name,
    address,
    api,
    facts,
    process,
    httpUrl,
    ownsPort: (port) => (ports.size ? ports.has(port) : port >= mediaPort && port < mediaPort + UDP_PORTS),
    stop: (signal, patience) => (api.close(), process.stop(signal, patience)),
  };
}

/** The same without waiting: for settings under which its API cannot be asked in plain text, or that it refuses. */
export async function startNodeProcess({ name, controlPort: wanted, coordinators = [], nodeIp, settings = {} }) {
  const [httpPort, free] = await freeTcpPorts(2);
  const controlPort = wanted ?? free;
  const mediaPort = await freeUdpRange(UDP_PORTS);
  const dtls = certificate();
  const process = startJava(name, NODE_JAR, 'sluice.node', {
    id: name,
    'control-port': controlPort,
    'http-port': httpPort,
    'media-ports': mediaPort,
    certificate: dtls.certificate,
    'certificate-key': dtls.key,
    ...(coordinators.length ? { coordinators: coordinators.join(',') } : {}),
    ...(nodeIp ? { 'node-ip': nodeIp } : {}),
    ...settings,
  });
  return { name, process, controlPort, mediaPort, httpUrl: `http://127.0.0.1:${httpPort}` };
}

/**
 * Starts a coordinator with the memory store and the development key pair, and waits until it answers at all.
 * `ports`: those of an earlier one whose place it takes.
 */
export async function startCoordinator({ name = 'coordinator', settings = {}, ports } = {}) {
  const [httpPort, nodesPort] = ports ?? (await freeTcpPorts(2));
  const process = startJava(name, COORDINATOR_JAR, 'sluice.coordinator', { 'nodes-port': nodesPort, ...settings }, { SLUICE_PORT: String(httpPort) });
  const http = `http://127.0.0.1:${httpPort}`;
  // GET / answers 200 only once a node has registered; any answer says that the process is up.
  await answering(process, async () => (await fetch(http)).status > 0);
  return { name, http, url: `ws://127.0.0.1:${httpPort}`, cluster: `127.0.0.1:${settings['nodes-port'] ?? nodesPort}`, ports: [httpPort, nodesPort], process, stop: (signal) => process.stop(signal) };
}

function startJava(name, jar, prefix, settings, env = {}) {
  if (!fs.existsSync(jar)) throw new Error(`${path.relative(ROOT, jar)} is not there: build it first (./sluice prove does)`);
  const properties = Object.entries(settings).map(([key, value]) => `-D${prefix}.${key}=${value}`);
  const cache = path.join(path.dirname(jar), 'app.aot');
  const ahead = fs.existsSync(cache) ? [`-XX:AOTCache=${cache}`] : [];
  return start(name, java(), [...JVM, ...ahead, ...properties, '-jar', jar], { env });
}

/** The java of a JDK 25. */
export function java() {
  const homes = [process.env.JAVA_HOME, ...['/usr/lib/jvm'].filter(fs.existsSync).flatMap((dir) => fs.readdirSync(dir).filter((n) => n.includes('25')).map((n) => path.join(dir, n)))];
  const home = homes.find((dir) => dir && fs.existsSync(path.join(dir, 'bin/java')));
  if (!home) throw new Error('No JDK 25: set JAVA_HOME');
  return path.join(home, 'bin/java');
}

function answering(process, probe) {
  return until(`${process.name} answers`, () => {
    if (!process.alive()) throw Object.assign(new Error(`${process.name} ended:\n${tail(process)}`), { final: true });
    return probe();
  }, { timeout: 60_000, every: 200 });
}
