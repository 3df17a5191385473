/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.relay;

import org.jspecify.annotations.NullMarked;
