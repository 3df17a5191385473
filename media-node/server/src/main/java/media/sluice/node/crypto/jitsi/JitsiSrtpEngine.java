package media.sluice.node.crypto.jitsi;

import java.security.GeneralSecurityException;
import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.wire.Bytes;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.crypto.Aes;

/**
 * SRTP with Jitsi's library, which derives the session keys itself from the master key. It keeps
 * the roll-over counter and a 64-packet window private; we give each packet a context that will
 * guess the index we want, and switch its window off. Its SRTCP counter cannot be set: an index
 * other than the next one is refused with {@link CryptoStatus#ENGINE_FAILED}.
 */
public final class JitsiSrtpEngine implements SrtpEngine {

    private static final int MAX_PACKET_LENGTH = 2048;

    private final PacketBuffer buffer = new PacketBuffer(MAX_PACKET_LENGTH + 32);

    static {
        // Otherwise the library measures all its providers when it is first used.
        Aes.setFactoryClassName("SunJCE");
    }

    @Override
    public String name() {
        return "jitsi";
    }

    @Override
    public SrtpKey newKey(SrtpKeySpec spec) {
        return new JitsiKey(spec);
    }

    @Override
    public void protectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            seal(batch, i, false);
        }
    }

    @Override
    public void protectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            seal(batch, i, true);
        }
    }

    @Override
    public void unprotectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            open(batch, i, false);
        }
    }

    @Override
    public void unprotectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            open(batch, i, true);
        }
    }

    private void seal(SrtpBatch batch, int i, boolean isRtcp) {
        var key = (JitsiKey) batch.key[i];
        int start = batch.headerLength[i] + batch.prefixLength[i];
        int plain = start + batch.payloadLength[i];
        int trailer = isRtcp ? key.profile().rtcpTrailerLength() : key.profile().rtpTrailerLength();
        if (plain + trailer > batch.packetCapacity[i] || plain + trailer > MAX_PACKET_LENGTH) {
            batch.status[i] = CryptoStatus.NO_ROOM;
            return;
        }
        byte[] array = buffer.getBuffer();
        Bytes.copy(batch.packet[i], batch.packetOffset[i], array, 0, start);
        if (batch.payloadLength[i] > 0) {
            Bytes.copy(
                    batch.payload[i], batch.payloadOffset[i], array, start, batch.payloadLength[i]);
        }
        buffer.reset(plain);
        transform(batch, i, key, isRtcp);
    }

    private void open(SrtpBatch batch, int i, boolean isRtcp) {
        int length = batch.packetLength[i];
        if (length > MAX_PACKET_LENGTH) {
            batch.status[i] = CryptoStatus.NO_ROOM;
            return;
        }
        Bytes.copy(batch.packet[i], batch.packetOffset[i], buffer.getBuffer(), 0, length);
        buffer.reset(length);
        transform(batch, i, (JitsiKey) batch.key[i], isRtcp);
    }

    private void transform(SrtpBatch batch, int i, JitsiKey key, boolean isRtcp) {
        try {
            SrtpErrorStatus status = key.transform(buffer, batch.index[i], isRtcp);
            batch.status[i] =
                    switch (status) {
                        case OK -> CryptoStatus.OK;
                        case AUTH_FAIL -> CryptoStatus.AUTHENTICATION_FAILED;
                        case INVALID_PACKET -> CryptoStatus.TOO_SHORT;
                        default -> CryptoStatus.ENGINE_FAILED;
                    };
        } catch (GeneralSecurityException e) {
            batch.status[i] = CryptoStatus.ENGINE_FAILED;
        }
        if (batch.status[i] == CryptoStatus.OK) {
            int header = batch.headerLength[i];
            int length = buffer.getLength();
            batch.packetLength[i] = length;
            Bytes.copy(
                    buffer.getBuffer(),
                    buffer.getOffset() + header,
                    batch.packet[i],
                    batch.packetOffset[i] + header,
                    length - header);
        }
    }
}
