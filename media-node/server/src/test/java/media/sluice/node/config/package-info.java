/** Tests of the package of the same name. */
@NullMarked
package media.sluice.node.config;

import org.jspecify.annotations.NullMarked;
