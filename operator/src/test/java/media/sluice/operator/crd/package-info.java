/**
 * Renders the definitions of the custom resources, and all that is written from them, and holds the
 * samples of users to them. Not part of the operator.
 */
@NullMarked
package media.sluice.operator.crd;

import org.jspecify.annotations.NullMarked;
