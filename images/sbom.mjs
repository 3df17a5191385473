// Prints what an image is made of (CycloneDX 1.6): sbom.mjs NAME FOLDER MAVEN_DEPENDENCIES DEBIAN_PACKAGES JDK_RELEASE.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const [name, folder, dependencies, packages, release] = process.argv.slice(2);
const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').map((line) => line.trim()).filter(Boolean);

/** Every jar of the image, by the name that Quarkus gives it: group.artifact-version.jar. */
const jars = new Map(
  ['lib/boot', 'lib/main', 'lib', 'app', '.'].filter((at) => fs.existsSync(path.join(folder, at))).flatMap((at) => fs.readdirSync(path.join(folder, at)).filter((file) => file.endsWith('.jar')).map((file) => [file, path.join(folder, at, file)])),
);

const components = [];
for (const line of fs.existsSync(dependencies) ? lines(dependencies) : []) {
  const [group, artifact, classifier, , version] = line.split(':');
  if (!version) continue;
  const file = `${group}.${artifact}-${version}${classifier ? `-${classifier}` : ''}.jar`;
  const at = jars.get(file);
  if (!at) continue;
  jars.delete(file);
  const purl = `pkg:maven/${group}/${artifact}@${version}${classifier ? `?classifier=${classifier}` : ''}`;
  components.push({ type: 'library', 'bom-ref': purl, group, name: artifact, version, purl, hashes: [{ alg: 'SHA-256', content: digest(at) }] });
}
for (const [file, at] of jars) components.push({ type: 'file', 'bom-ref': file, name: file, hashes: [{ alg: 'SHA-256', content: digest(at) }] });
for (const line of lines(packages)) {
  const [pack, version] = line.split(' ');
  const purl = `pkg:deb/debian/${pack}@${encodeURIComponent(version)}?arch=amd64&distro=debian-12`;
  components.push({ type: 'library', 'bom-ref': purl, name: pack, version, purl });
}
const jdk = Object.fromEntries(lines(release).map((line) => line.split('=')).map(([key, value]) => [key, value?.replaceAll('"', '')]));
components.push({ type: 'platform', 'bom-ref': 'java', name: `${jdk.IMPLEMENTOR} JDK`, version: jdk.JAVA_RUNTIME_VERSION ?? jdk.JAVA_VERSION });

process.stdout.write(
  `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata: { component: { type: 'container', 'bom-ref': 'image', name: `sluice-${name}` } }, components }, null, 1)}\n`,
);

function digest(file) {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex');
}
