/**
 * ICE-lite agent of one session (RFC 8445): answers checks, knows the peer's addresses and the
 * selected pair, watches consent (RFC 7675), restarts, and sends checks of its own when a session
 * moves to this node. Owned by the session.
 */
@NullMarked
package media.sluice.core.ice;

import org.jspecify.annotations.NullMarked;
