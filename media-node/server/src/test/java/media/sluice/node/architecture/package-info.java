/**
 * The rules that hold in the node's shell (R4 to R7, R10, R11, R13, R15), run on its class files.
 */
@NullMarked
package media.sluice.node.architecture;

import org.jspecify.annotations.NullMarked;
