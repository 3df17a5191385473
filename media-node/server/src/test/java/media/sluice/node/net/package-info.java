/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.net;

import org.jspecify.annotations.NullMarked;
