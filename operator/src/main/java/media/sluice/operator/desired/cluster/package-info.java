/** The objects that a MediaCluster consists of, as a function of its spec. Pure. */
@NullMarked
package media.sluice.operator.desired.cluster;

import org.jspecify.annotations.NullMarked;
