/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.worker;

import org.jspecify.annotations.NullMarked;
