/**
 * Calls of the operating system that the JDK does not offer, each with what happens where it is
 * missing. Downcalls of the node live here and in {@code crypto.openssl} only (R6).
 */
@NullMarked
package media.sluice.node.net.ffm;

import org.jspecify.annotations.NullMarked;
