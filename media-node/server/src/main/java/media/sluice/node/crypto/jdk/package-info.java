/**
 * The SRTP cipher port on the JDK's own providers: portable, and the reference for faster engines.
 */
@NullMarked
package media.sluice.node.crypto.jdk;

import org.jspecify.annotations.NullMarked;
