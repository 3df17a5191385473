/**
 * Values that the chart refuses, and words that its refusal must hold: what is wrong, and what to write.
 *
 * @type {[string, string, string[]][]} name, values, words
 */
export const REFUSED = [
  ['unknown key', 'operatr: {replicas: 2}', ['operatr', 'not allowed']],
  ['unknown key below', 'operator: {replica: 2}', ['/operator', "'replica' not allowed"]],
  ['replicas as text', 'operator: {replicas: two}', ['/operator/replicas', 'want integer']],
  ['no replica', 'operator: {replicas: 0}', ['/operator/replicas', 'minimum', '1']],
  ['too many replicas', 'operator: {replicas: 9}', ['/operator/replicas', 'maximum', '5']],
  ['pull policy', 'images: {pullPolicy: Sometimes}', ['/images/pullPolicy', "'IfNotPresent', 'Always', 'Never'"]],
  ['tag in the repository', 'images: {mediaNode: {repository: "sluice/media-node:0.1.0"}}', ['images.mediaNode.repository', 'leave out the tag', 'cluster.spec.version']],
  ['capital letters', 'images: {operator: {repository: Sluice/Operator}}', ['images.operator.repository', 'lower-case letters']],
  ['latest', 'images: {operator: {tag: latest}}', ['images.operator.tag', 'write a version such as 0.1.0']],
  ['registry with scheme', 'global: {imageRegistry: "https://registry.example.com"}', ['global.imageRegistry', 'without a scheme']],
  ['pull secrets as objects', 'global: {imagePullSecrets: [{name: mirror}]}', ['/global/imagePullSecrets/0', 'want string']],
  ['lease in minutes', 'operator: {lease: {duration: 1m}}', ['operator.lease.duration', 'whole seconds, such as 15s']],
  ['lease shorter than its stop', 'operator: {lease: {duration: 5s}}', ['retry < stop < duration', 'two operators could act at once']],
  ['namespace', 'operator: {watchNamespaces: [Team_A]}', ['Team_A', 'lower-case letters, digits and -']],
  ['own namespace unwatched', 'operator: {watchNamespaces: [team-a]}\ncluster: {enabled: true}', ['operator.watchNamespaces', 'add sluice']],
  ['redis', 'redis: {enabled: true}', ['redis.enabled', 'leave it false', 'memory of one coordinator']],
  ['two coordinators', 'cluster: {enabled: true, spec: {coordinator: {replicas: 2}}}', ['cluster.spec.coordinator.replicas', 'write 1', 'Redis']],
  ['pool without cluster', 'pools: {eu: {}}', ['set cluster.enabled to true']],
  ['pool of another cluster', 'cluster: {enabled: true}\npools: {eu: {clusterRef: other}}', ['pools.eu.clusterRef', 'leave it out']],
  ['key of another cluster', 'cluster: {enabled: true}\napiKeys: {web: {clusterRef: other}}', ['apiKeys.web.clusterRef', 'leave it out']],
  ['name of a pool', 'cluster: {enabled: true}\npools: {EU_1: {}}', ['EU_1', 'lower-case letters, digits and -']],
  ['label of the selector', 'operator: {podLabels: {app.kubernetes.io/name: x}}', ['operator.podLabels', 'use another prefix']],
  ['label that is no text', 'operator: {podLabels: {stage: 1}}', ['/operator/podLabels/stage', 'want string']],
  ['interval', 'monitoring: {serviceMonitor: {enabled: true, interval: often}}', ['monitoring.serviceMonitor.interval', 'such as 30s']],
  ['pools as a list', 'cluster: {enabled: true}\npools: [{name: eu}]', ['/pools', 'want object']],
];
