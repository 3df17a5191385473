/** Puts the coordinator together and starts it. Owns what lives as long as the process. */
@NullMarked
package media.sluice.coordinator.app;

import org.jspecify.annotations.NullMarked;
