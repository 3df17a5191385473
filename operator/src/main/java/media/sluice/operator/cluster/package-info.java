/**
 * Speaks to coordinators over gRPC. Owns one connection and what was told last for each cluster.
 */
@NullMarked
package media.sluice.operator.cluster;

import org.jspecify.annotations.NullMarked;
