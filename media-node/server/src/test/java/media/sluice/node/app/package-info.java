/** Tests of how the node is put together. */
@NullMarked
package media.sluice.node.app;

import org.jspecify.annotations.NullMarked;
