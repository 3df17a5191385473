/** What is said about resources, as a function of what was seen. Pure. */
@NullMarked
package media.sluice.operator.status;

import org.jspecify.annotations.NullMarked;
