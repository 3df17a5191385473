/** What a benchmark needs beside Sluice, built from this tree or, where there is no compiler for it, left out. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../processes.mjs';

const LIVEKIT_MODULE = 'github.com/livekit/livekit-server/cmd/server@v1.13.5';
const LOAD = path.join(ROOT, 'bench/load/target/load.jar');
const FORWARDER = path.join(ROOT, 'bench/c/target/forwarder');

const has = (command) => {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The load generator's jar. */
export function loadGenerator(note) {
  const sources = ['bench/load/src', 'bench/load/pom.xml'].map((file) => path.join(ROOT, file));
  if (!isFresh(LOAD, sources)) {
    note('building the load generator');
    const flags = ['-DskipTests', '-Dsluice.tests.skip=true', '-Dsluice.checks.skip=true', '-Dquarkus.build.skip=true'];
    execFileSync('./mvnw', ['-B', '-q', ...flags, '-pl', 'bench/load', '-am', 'package'], { cwd: ROOT, stdio: ['ignore', 2, 2] });
  }
  return LOAD;
}

/** The C reference, or undefined where it cannot be built. */
export function cReference(note) {
  if (!has('gcc') || !has('make') || !fs.existsSync('/usr/include/intel-ipsec-mb.h')) {
    note('no C reference: apt-get install gcc make libipsec-mb-dev');
    return undefined;
  }
  execFileSync('make', ['-s', '-C', path.join(ROOT, 'bench/c')], { stdio: ['ignore', 2, 2] });
  return FORWARDER;
}

/**
 * LiveKit's server, or undefined where there is neither it nor Go. `SLUICE_LIVEKIT_SERVER` names one that is there; otherwise
 * it is built from its Go module, once, unless `isBuilt` says that there is no time for that.
 */
export function liveKitServer(note, isBuilt = true) {
  const named = process.env.SLUICE_LIVEKIT_SERVER;
  if (named !== undefined) return named || undefined;
  const folder = path.join(os.homedir(), '.cache/sluice-bench');
  const program = path.join(folder, 'server');
  if (fs.existsSync(program)) return program;
  if (!isBuilt) {
    note('LiveKit is not built here yet (the full form does): it is not measured beside Sluice');
    return undefined;
  }
  if (!has('go')) {
    note('no Go here: LiveKit is not measured beside Sluice');
    return undefined;
  }
  note(`building ${LIVEKIT_MODULE}: takes minutes, once`);
  execFileSync('go', ['install', LIVEKIT_MODULE], { env: { ...process.env, GOBIN: folder }, stdio: ['ignore', 2, 2] });
  return program;
}

function isFresh(made, sources) {
  if (!fs.existsSync(made)) return false;
  const since = fs.statSync(made).mtimeMs;
  const newer = (file) => {
    const stat = fs.statSync(file);
    return stat.isDirectory() ? fs.readdirSync(file).some((name) => newer(path.join(file, name))) : stat.mtimeMs > since;
  };
  return !sources.some(newer);
}
