/** Where the program begins and its parts are put together. Nothing depends on it. */
@NullMarked
package media.sluice.node.app;

import org.jspecify.annotations.NullMarked;
