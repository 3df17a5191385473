/**
 * One peer: its ICE agent, DTLS association, SRTP contexts, received streams and their feedback,
 * and its capsule, the bytes with which another node goes on with it. A session is owned by one
 * worker; it is fed with datagrams and time and drained of datagrams and events.
 */
@NullMarked
package media.sluice.core.session;

import org.jspecify.annotations.NullMarked;
