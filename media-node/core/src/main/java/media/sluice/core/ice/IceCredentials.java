package media.sluice.core.ice;

import media.sluice.core.wire.CorruptStateException;
import media.sluice.core.wire.RandomSource;
import media.sluice.core.wire.StateReader;
import media.sluice.core.wire.StateWriter;

/**
 * Username fragment and password of one side (RFC 8445 §5.3).
 *
 * @param ufrag 4 to 256 ice-chars
 * @param password 22 to 256 ice-chars; secret
 */
public record IceCredentials(String ufrag, String password) {
    private static final String ICE_CHARS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int MAX_LENGTH = 256;

    /** 48 bits: unique among the sessions of a cluster, not a secret. */
    private static final int UFRAG_LENGTH = 8;

    /** 144 bits; RFC 8445 asks for at least 128. */
    private static final int PASSWORD_LENGTH = 24;

    public IceCredentials {
        if (ufrag.length() < 4 || ufrag.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ICE ufrag has 4 to 256 characters");
        }
        if (password.length() < 22 || password.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ICE password has 22 to 256 characters");
        }
    }

    /** Fresh credentials. */
    public static IceCredentials random(RandomSource random) {
        return new IceCredentials(
                randomText(random, UFRAG_LENGTH), randomText(random, PASSWORD_LENGTH));
    }

    private static String randomText(RandomSource random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        var text = new StringBuilder(length);
        for (byte b : bytes) {
            text.append(ICE_CHARS.charAt(b & 63));
        }
        return text.toString();
    }

    void export(StateWriter writer) {
        writer.text(ufrag).text(password);
    }

    static IceCredentials restore(StateReader reader) throws CorruptStateException {
        String ufrag = reader.text(MAX_LENGTH);
        String password = reader.text(MAX_LENGTH);
        reader.require(ufrag.length() >= 4 && password.length() >= 22, "ICE credentials too short");
        return new IceCredentials(ufrag, password);
    }

    @Override
    public String toString() {
        return "IceCredentials(hidden)";
    }
}
