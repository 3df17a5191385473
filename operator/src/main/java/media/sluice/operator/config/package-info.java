/** Settings of the operator. */
@NullMarked
package media.sluice.operator.config;

import org.jspecify.annotations.NullMarked;
