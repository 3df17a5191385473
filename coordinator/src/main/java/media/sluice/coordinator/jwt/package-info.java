/** Signed tokens with java-jwt. Owns no state but the keys. */
@NullMarked
package media.sluice.coordinator.jwt;

import org.jspecify.annotations.NullMarked;
