/** The media node's core driven with no network: two simulated browsers meet in a room. */
@NullMarked
package media.sluice.examples;

import org.jspecify.annotations.NullMarked;
