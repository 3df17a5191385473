/**
 * The two crypto ports of the core: {@link media.sluice.core.crypto.SrtpEngine} (ciphers, in
 * batches, with an explicit packet index) and {@link media.sluice.core.crypto.Handshaker} (DTLS
 * handshake, datagrams in and out), with the values they speak. Owns no session state; adapters
 * live in the server.
 */
@NullMarked
package media.sluice.core.crypto;

import org.jspecify.annotations.NullMarked;
