// The media node's gRPC API as promises: `const node = connect('127.0.0.1:7980'); await node.createRoom({...})`.
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';

const PROTO = fileURLToPath(new URL('../../proto/contracts/src/main/proto', import.meta.url));
const OPTIONS = { includeDirs: [PROTO], keepCase: true, longs: String, enums: String, defaults: true, oneofs: true };

export function connect(address) {
  const definition = loader.loadSync('sluice/media/v1alpha1/media_node_service.proto', OPTIONS);
  const { MediaNodeService } = grpc.loadPackageDefinition(definition).sluice.media.v1alpha1;
  const stub = new MediaNodeService(address, grpc.credentials.createInsecure());
  const node = { close: () => stub.close() };
  for (const [name, method] of Object.entries(MediaNodeService.service)) {
    const call = name[0].toLowerCase() + name.slice(1);
    const ask = (request) => (resolve, reject) =>
      stub[call](request, { deadline: Date.now() + 10_000 }, (error, answer) => (error ? reject(error) : resolve(answer)));
    node[call] = (request = {}) => (method.responseStream ? stub[call](request) : new Promise(ask(request)));
  }
  return node;
}
