/** Who this process is and in which phase of its life. */
@NullMarked
package media.sluice.node.lifecycle;

import org.jspecify.annotations.NullMarked;
