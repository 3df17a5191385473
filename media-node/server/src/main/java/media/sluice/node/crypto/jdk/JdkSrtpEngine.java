package media.sluice.node.crypto.jdk;

import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;

/**
 * SRTP with the JDK's ciphers on heap scratch arrays (direct buffers are slower with its GCM).
 * AES-CM with HMAC-SHA1 allocates nothing per packet; AES-GCM about 1 KB, because the JDK has no
 * other way to set a nonce. One per worker; not thread-safe.
 */
public final class JdkSrtpEngine implements SrtpEngine {

    private final Scratch scratch = new Scratch();

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public SrtpKey newKey(SrtpKeySpec spec) {
        return spec.profile().isAead() ? new GcmKey(spec, scratch) : new CmKey(spec, scratch);
    }

    @Override
    public void protectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.status[i] = seal(batch, i, false);
        }
    }

    @Override
    public void protectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.status[i] = seal(batch, i, true);
        }
    }

    @Override
    public void unprotectRtp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.status[i] = open(batch, i, false);
        }
    }

    @Override
    public void unprotectRtcp(SrtpBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            batch.status[i] = open(batch, i, true);
        }
    }

    private CryptoStatus seal(SrtpBatch batch, int i, boolean isRtcp) {
        var key = (JdkKey) batch.key[i];
        int plain = batch.headerLength[i] + batch.prefixLength[i] + batch.payloadLength[i];
        int sealed = plain + key.trailerLength(isRtcp);
        if (sealed > batch.packetCapacity[i] || sealed > Scratch.LENGTH) {
            return CryptoStatus.NO_ROOM;
        }
        scratch.loadPlain(batch, i);
        CryptoStatus status = key.seal(batch, i, isRtcp);
        if (status == CryptoStatus.OK) {
            batch.packetLength[i] = sealed;
        }
        return status;
    }

    private CryptoStatus open(SrtpBatch batch, int i, boolean isRtcp) {
        var key = (JdkKey) batch.key[i];
        int plain = batch.packetLength[i] - key.trailerLength(isRtcp);
        if (plain < batch.headerLength[i]) {
            return CryptoStatus.TOO_SHORT;
        }
        if (batch.packetLength[i] > Scratch.LENGTH) {
            return CryptoStatus.NO_ROOM;
        }
        scratch.loadSealed(batch, i);
        CryptoStatus status = key.open(batch, i, isRtcp);
        if (status == CryptoStatus.OK) {
            batch.packetLength[i] = plain;
        }
        return status;
    }
}
