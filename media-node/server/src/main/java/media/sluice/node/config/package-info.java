/** The node's settings: read once at start, checked, immutable. */
@NullMarked
package media.sluice.node.config;

import org.jspecify.annotations.NullMarked;
