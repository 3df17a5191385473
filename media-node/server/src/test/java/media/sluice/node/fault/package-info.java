/** The errors page against the codes. */
@NullMarked
package media.sluice.node.fault;

import org.jspecify.annotations.NullMarked;
