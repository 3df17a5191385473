/**
 * What the use cases need of the world - media nodes, clients' signals, a store - and the messages
 * that cross these borders. Interfaces and values only; adapters implement them. Owns no state.
 */
@NullMarked
package media.sluice.coordinator.port;

import org.jspecify.annotations.NullMarked;
