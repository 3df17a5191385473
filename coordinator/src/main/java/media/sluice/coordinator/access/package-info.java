/**
 * What a token says: who its bearer is and what it may do. Pure values and decisions; owns no
 * state. The signature itself is checked behind {@link media.sluice.coordinator.access.TokenCodec}.
 */
@NullMarked
package media.sluice.coordinator.access;

import org.jspecify.annotations.NullMarked;
