/**
 * The load generator: clients of LiveKit's protocol that publish and subscribe over real sockets
 * and judge every packet that they receive. One media thread owns all transports.
 */
@NullMarked
package media.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
