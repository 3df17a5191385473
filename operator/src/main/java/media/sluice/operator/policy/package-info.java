/**
 * What the owner of a pool wrote, as the autoscaler reads it. The autoscaler itself knows the JDK
 * only, so that it can be simulated without a resource.
 */
@NullMarked
package media.sluice.operator.policy;

import org.jspecify.annotations.NullMarked;
