/** The rehearsal, rehearsed. */
@NullMarked
package media.sluice.node.control.rehearsal;

import org.jspecify.annotations.NullMarked;
