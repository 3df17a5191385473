package media.sluice.core.session;

import media.sluice.core.crypto.Handshaker;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.wire.RandomSource;

/**
 * What a session takes from outside the core.
 *
 * @param handshakers makes the DTLS handshaker of a new session
 * @param srtp the worker's cipher engine
 * @param random secure random bytes
 */
public record SessionPorts(Handshaker.Factory handshakers, SrtpEngine srtp, RandomSource random) {}
