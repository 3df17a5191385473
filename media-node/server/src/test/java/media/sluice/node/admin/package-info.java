/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.admin;

import org.jspecify.annotations.NullMarked;
