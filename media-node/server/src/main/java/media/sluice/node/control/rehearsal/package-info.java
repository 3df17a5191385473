/**
 * A node that plays a call with itself when it starts, so that the first real one meets warm code.
 */
@NullMarked
package media.sluice.node.control.rehearsal;

import org.jspecify.annotations.NullMarked;
