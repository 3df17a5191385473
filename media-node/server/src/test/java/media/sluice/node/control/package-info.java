/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.control;

import org.jspecify.annotations.NullMarked;
