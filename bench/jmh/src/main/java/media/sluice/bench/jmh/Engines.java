package media.sluice.bench.jmh;

import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpEngine;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.node.crypto.jdk.JdkSrtpEngine;
import media.sluice.node.crypto.jitsi.JitsiSrtpEngine;

/** The ciphers by name, and one that does nothing, to see what all the rest costs. */
final class Engines {
    private Engines() {}

    static SrtpEngine named(String name) {
        return switch (name) {
            case "none" -> new None();
            case "jdk" -> new JdkSrtpEngine();
            case "jitsi" -> new JitsiSrtpEngine();
            default -> throw new IllegalArgumentException("no engine " + name);
        };
    }

    /** Moves lengths as a cipher does and leaves the bytes alone. */
    private static final class None implements SrtpEngine {
        private record Key(SrtpProfile profile) implements SrtpKey {
            @Override
            public void close() {}
        }

        @Override
        public String name() {
            return "none";
        }

        @Override
        public SrtpKey newKey(SrtpKeySpec spec) {
            return new Key(spec.profile());
        }

        @Override
        public void protectRtp(SrtpBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                batch.packetLength[i] += batch.key[i].profile().rtpTrailerLength();
                batch.status[i] = CryptoStatus.OK;
            }
        }

        @Override
        public void unprotectRtp(SrtpBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                batch.packetLength[i] -= batch.key[i].profile().rtpTrailerLength();
                batch.status[i] = CryptoStatus.OK;
            }
        }

        @Override
        public void protectRtcp(SrtpBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                batch.packetLength[i] += batch.key[i].profile().rtcpTrailerLength();
                batch.status[i] = CryptoStatus.OK;
            }
        }

        @Override
        public void unprotectRtcp(SrtpBatch batch) {
            for (int i = 0; i < batch.size(); i++) {
                batch.packetLength[i] -= batch.key[i].profile().rtcpTrailerLength();
                batch.status[i] = CryptoStatus.OK;
            }
        }
    }
}
