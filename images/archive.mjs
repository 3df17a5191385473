// Makes an OCI archive of one image without Docker: archive.mjs NAME ASSEMBLED OUT.tar TAG [REVISION]. What it runs as and what it is
// called are read from the Dockerfile's stage NAME; its layers are the folders which that stage copies. containerd and docker load it.
// `archive.mjs --explain NAME [DOCKERFILE]` prints what was read.
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const HERE = path.dirname(fileURLToPath(import.meta.url));
const ASSEMBLED = '/assembled/';
/** The same as images/assemble gives all files. */
const EPOCH = Number(process.env.SOURCE_DATE_EPOCH ?? 1767225600);

/** The instructions of a stage, as Docker reads them. Only what the stages use is understood; anything else is refused. */
function stage(name, file, args) {
  const all = fs.readFileSync(file, 'utf8').split('\n').map((text, index) => ({ text: text.trim(), line: index + 1 }));
  const begins = all.findIndex(({ text }) => text === `FROM scratch AS ${name}`);
  if (begins < 0) throw new Error(`${file} has no stage "FROM scratch AS ${name}"`);
  const image = { layers: [], labels: {}, env: [], user: undefined, workdir: undefined, entrypoint: undefined };
  for (const { text, line } of all.slice(begins + 1)) {
    if (text.startsWith('FROM ')) break;
    if (!text || text.startsWith('#')) continue;
    read(image, text, args, (problem) => new Error(`${file}:${line}: ${problem}`));
  }
  for (const key of ['user', 'workdir', 'entrypoint']) if (!image[key]) throw new Error(`${file}: stage ${name} has no ${key.toUpperCase()}`);
  return image;
}

function read(image, text, args, refusal) {
  const [, instruction, rest] = /^([A-Z]+)\s+(.*)$/.exec(text) ?? [];
  const pair = () => {
    const [, key, value] = /^([\w.-]+)="([^"\\]*)"$/.exec(rest) ?? [];
    if (!key) throw refusal(`write one ${instruction} a line, as KEY="value"`);
    return [key, value.replaceAll(/\$(\w+)/g, (all, arg) => args[arg] ?? all)];
  };
  if (instruction === 'ARG') return;
  if (instruction === 'COPY') {
    const [, layer, to] = /^--from=assembled \/assembled\/([\w-]+) (\S+)$/.exec(rest) ?? [];
    if (to !== '/') throw refusal(`write COPY --from=assembled ${ASSEMBLED}FOLDER /: images/build knows no other`);
    image.layers.push(layer);
  } else if (instruction === 'LABEL') image.labels[pair()[0]] = pair()[1];
  else if (instruction === 'ENV') image.env.push(pair().join('='));
  else if (instruction === 'USER') image.user = rest;
  else if (instruction === 'WORKDIR') image.workdir = rest;
  else if (instruction === 'ENTRYPOINT') {
    if (!rest.startsWith('[')) throw refusal('write ENTRYPOINT as a JSON list: the image has no shell');
    image.entrypoint = JSON.parse(rest);
  } else throw refusal(`images/build does not know ${instruction ?? text}: teach it to images/archive.mjs, or do without`);
}

/** A tar of a folder that is the same for the same files. */
function tar(folder, out) {
  const owner = ['--numeric-owner', '--owner=0', '--group=0', '--sort=name', `--mtime=@${EPOCH}`, '--format=gnu'];
  execFileSync('tar', ['-C', folder, ...owner, '-cf', out, '.'], { maxBuffer: 1 << 20 });
}

function archive(name, assembled, out, tag, image) {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-image-'));
  try {
    const blobs = path.join(work, 'blobs/sha256');
    fs.mkdirSync(blobs, { recursive: true });
    const put = (bytes) => {
      const digest = sha256(bytes);
      fs.writeFileSync(path.join(blobs, digest), bytes);
      return { digest: `sha256:${digest}`, size: bytes.length };
    };
    const layers = image.layers.map((layer) => {
      const plain = path.join(work, 'layer.tar');
      tar(path.join(assembled, layer), plain);
      const bytes = fs.readFileSync(plain);
      return { layer, diff: `sha256:${sha256(bytes)}`, ...put(zlib.gzipSync(bytes, { level: 6 })) };
    });
    const created = new Date(EPOCH * 1000).toISOString();
    const config = put(
      Buffer.from(
        JSON.stringify({
          created,
          architecture: { x64: 'amd64', arm64: 'arm64' }[process.arch],
          os: 'linux',
          config: { User: image.user, Env: image.env, Entrypoint: image.entrypoint, WorkingDir: image.workdir, Labels: image.labels },
          rootfs: { type: 'layers', diff_ids: layers.map(({ diff }) => diff) },
          history: layers.map(({ layer }) => ({ created, created_by: `COPY ${ASSEMBLED}${layer} /` })),
        }),
      ),
    );
    const oci = 'application/vnd.oci.image';
    const manifest = put(
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: `${oci}.manifest.v1+json`,
          config: { mediaType: `${oci}.config.v1+json`, ...config },
          layers: layers.map(({ digest, size }) => ({ mediaType: `${oci}.layer.v1.tar+gzip`, digest, size })),
        }),
      ),
    );
    const names = { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': tag.split(':').at(-1) };
    fs.writeFileSync(path.join(work, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: `${oci}.manifest.v1+json`, ...manifest, annotations: names }] }));
    fs.writeFileSync(path.join(work, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
    const blob = ({ digest }) => `blobs/sha256/${digest.slice(7)}`;
    fs.writeFileSync(path.join(work, 'manifest.json'), JSON.stringify([{ Config: blob(config), RepoTags: [tag], Layers: layers.map(blob) }]));
    fs.rmSync(path.join(work, 'layer.tar'));
    execFileSync('tar', ['-C', work, '--sort=name', `--mtime=@${EPOCH}`, '--numeric-owner', '--owner=0', '--group=0', '-cf', out, 'oci-layout', 'index.json', 'manifest.json', 'blobs']);
    return { name, tag, manifest: manifest.digest, layers: Object.fromEntries(layers.map(({ layer, size }) => [layer, size])), bytes: layers.reduce((sum, { size }) => sum + size, 0) };
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

try {
  if (process.argv[2] === '--explain') {
    const [name, file = path.join(HERE, 'Dockerfile')] = process.argv.slice(3);
    console.log(JSON.stringify(stage(name, file, {})));
  } else {
    const [name, assembled, out, tag, REVISION = 'unknown'] = process.argv.slice(2);
    if (!/^[^/]*[.:][^/]*\/.+:[^/]+$|^[\w-]+\/[\w-]+:[\w.-]+$/.test(tag ?? '')) throw new Error('name the image as sluice/media-node:0.1.0 or registry/path:tag');
    console.log(JSON.stringify(archive(name, assembled, out, tag, stage(name, path.join(HERE, 'Dockerfile'), { REVISION }))));
  }
} catch (error) {
  console.error(`images: ${error.message}`);
  process.exit(1);
}
