/** The rules that hold in the coordinator (R4, R6 to R8, R10, R13, R15), run on its class files. */
@NullMarked
package media.sluice.coordinator.architecture;

import org.jspecify.annotations.NullMarked;
