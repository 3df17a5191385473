/**
 * The handshake port on BouncyCastle (bctls): one virtual thread per handshake, because its API
 * blocks, between two bounded queues of datagrams. Also the node's certificate. Nothing of
 * BouncyCastle lives on after the handshake.
 */
@NullMarked
package media.sluice.node.crypto.bouncycastle;

import org.jspecify.annotations.NullMarked;
