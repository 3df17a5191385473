/**
 * SCTP over DTLS for data channels: the subset of RFC 9260 that WebRTC uses (RFC 8261, 8831),
 * partial reliability (RFC 3758), stream reset (RFC 6525) and the channel establishment protocol
 * (RFC 8832). One {@link media.sluice.core.sctp.SctpAssociation} per session, owned by it.
 *
 * <pre>
 *              connect()                 INIT-ACK                  COOKIE-ACK
 *   CLOSED ----------------> COOKIE_WAIT ---------> COOKIE_ECHOED ------------> ESTABLISHED
 *     |                                                                         ^   |   |
 *     +-- INIT: answered without state; COOKIE-ECHO ----------------------------+   |   |
 *                                                                                   |   |
 *                       shutdown()                                 SHUTDOWN received|   |
 *          +------------------------------------------------------------------------+---+
 *          v                                                       v
 *   SHUTDOWN_PENDING --all acknowledged--> SHUTDOWN_SENT   SHUTDOWN_RECEIVED --all acknowledged--+
 *                                              |                                                 v
 *   CLOSED <-----------SHUTDOWN-ACK------------+      CLOSED <--SHUTDOWN-COMPLETE-- SHUTDOWN_ACK_SENT
 *
 *   any state --ABORT, sent or received--> CLOSED
 * </pre>
 *
 * <p>Memory per association is bounded by {@link media.sluice.core.sctp.SctpConfig}: what waits to
 * be acknowledged or sent by {@code sendBufferBytes}, what waits to be assembled or polled by
 * {@code receiveBufferBytes} and one message; stream state by the number of streams.
 *
 * <p>The data path of a channel is not the packet path of media: small objects per chunk are fine
 * here.
 */
@NullMarked
package media.sluice.core.sctp;

import org.jspecify.annotations.NullMarked;
