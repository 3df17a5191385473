/** One operator from its election to its end, without the framework that starts it. */
@NullMarked
package media.sluice.operator.run;

import org.jspecify.annotations.NullMarked;
