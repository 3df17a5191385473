/** The program: starts an operator in Quarkus, and ends with it. */
@NullMarked
package media.sluice.operator.app;

import org.jspecify.annotations.NullMarked;
