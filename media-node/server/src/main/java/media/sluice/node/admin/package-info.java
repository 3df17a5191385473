/**
 * What operators see: health, metrics, registration with coordinators, and a stop that lets
 * sessions leave.
 */
@NullMarked
package media.sluice.node.admin;

import org.jspecify.annotations.NullMarked;
