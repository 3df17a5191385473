/** Settings of the coordinator. */
@NullMarked
package media.sluice.coordinator.config;

import org.jspecify.annotations.NullMarked;
