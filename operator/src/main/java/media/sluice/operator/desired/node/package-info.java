/**
 * What a MediaNodePool makes nodes from, and the pod of a MediaNode, as functions of their specs.
 * Pure.
 */
@NullMarked
package media.sluice.operator.desired.node;

import org.jspecify.annotations.NullMarked;
