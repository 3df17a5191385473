/**
 * Node to node: how a live session changes its node. Runs on virtual threads; reaches workers only
 * through the interfaces declared here, which the layers above implement.
 */
@NullMarked
package media.sluice.node.relay;

import org.jspecify.annotations.NullMarked;
