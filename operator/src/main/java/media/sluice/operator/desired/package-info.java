/** What every object of the operator carries, and how it is recognised. Pure. */
@NullMarked
package media.sluice.operator.desired;

import org.jspecify.annotations.NullMarked;
