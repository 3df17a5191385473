/**
 * The SRTP cipher port on Jitsi's SRTP: a second, independent implementation, and so the oracle of
 * ours. Not for production traffic: it copies each packet and rebuilds its context when an index is
 * not the one it guesses.
 */
@NullMarked
package media.sluice.node.crypto.jitsi;

import org.jspecify.annotations.NullMarked;
