/**
 * DTLS 1.2 after the handshake (RFC 6347, RFC 5288): our own record layer, which can move to
 * another process, and the endpoint that drives the handshake port before. Owned by one session.
 */
@NullMarked
package media.sluice.core.dtls;

import org.jspecify.annotations.NullMarked;
