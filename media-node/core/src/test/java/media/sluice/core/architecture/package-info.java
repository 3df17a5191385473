/** The rules that hold in the core (R1 to R4, R10, R11, R13, R15), run on its class files. */
@NullMarked
package media.sluice.core.architecture;

import org.jspecify.annotations.NullMarked;
