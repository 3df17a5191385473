/** How a node is emptied, as a function of what was seen. Pure. */
@NullMarked
package media.sluice.operator.drain;

import org.jspecify.annotations.NullMarked;
