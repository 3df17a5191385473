package media.sluice.core.crypto;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.Invariant;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/** What the record keys of a finished DTLS 1.2 handshake are derived from (RFC 5246 §6.3). */
public record DtlsSecrets(
        DtlsCipherSuite suite, Secret masterSecret, Secret clientRandom, Secret serverRandom) {

    private static final int MASTER_SECRET_LENGTH = 48;
    private static final int RANDOM_LENGTH = 32;
    private static final int VERSION = 1;

    public DtlsSecrets {
        Invariant.check(masterSecret.length() == MASTER_SECRET_LENGTH, "master secret length");
        Invariant.check(clientRandom.length() == RANDOM_LENGTH, "client random length");
        Invariant.check(serverRandom.length() == RANDOM_LENGTH, "server random length");
    }

    public void export(StateWriter writer) {
        writer.begin(VERSION).u16(suite.code()).raw(masterSecret.bytes());
        writer.raw(clientRandom.bytes()).raw(serverRandom.bytes()).end();
    }

    /** Reads what {@link #export} wrote. */
    public static DtlsSecrets restore(StateReader reader) throws CorruptStateException {
        reader.begin();
        var suite = DtlsCipherSuite.ofCode(reader.u16());
        if (suite == null) {
            throw new CorruptStateException("unknown DTLS cipher suite");
        }
        var secrets =
                new DtlsSecrets(
                        suite,
                        Secret.of(reader.raw(MASTER_SECRET_LENGTH)),
                        Secret.of(reader.raw(RANDOM_LENGTH)),
                        Secret.of(reader.raw(RANDOM_LENGTH)));
        reader.end();
        return secrets;
    }
}
