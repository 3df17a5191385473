/** What coordinators say about their nodes and rooms, as values, and what may be asked of them. */
@NullMarked
package media.sluice.operator.load;

import org.jspecify.annotations.NullMarked;
