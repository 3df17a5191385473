/**
 * Media nodes over gRPC: the directory at which they register and the calls to each of them. Owns
 * the connections and what is known of each node.
 */
@NullMarked
package media.sluice.coordinator.nodes.grpc;

import org.jspecify.annotations.NullMarked;
