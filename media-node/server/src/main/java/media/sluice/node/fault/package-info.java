/**
 * Why a request cannot be met: codes with a category, cause and remedy, and the one exception that
 * carries them.
 */
@NullMarked
package media.sluice.node.fault;

import org.jspecify.annotations.NullMarked;
