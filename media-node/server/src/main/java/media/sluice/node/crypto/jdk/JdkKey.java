package media.sluice.node.crypto.jdk;

import media.sluice.core.crypto.CryptoStatus;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpProfile;

/** One direction's session key. Packets come and go through the engine's {@link Scratch}. */
abstract sealed class JdkKey implements SrtpKey permits GcmKey, CmKey {

    /** Where the SSRC lies in an RTP header. */
    static final int RTP_SSRC_AT = 8;

    /** Where the sender's SSRC lies in an RTCP header. */
    static final int RTCP_SSRC_AT = 4;

    /** The E flag of SRTCP: the packet is encrypted. */
    static final long ENCRYPTED = 0x8000_0000L;

    private final SrtpProfile profile;

    JdkKey(SrtpProfile profile) {
        this.profile = profile;
    }

    @Override
    public SrtpProfile profile() {
        return profile;
    }

    int trailerLength(boolean isRtcp) {
        return isRtcp ? profile.rtcpTrailerLength() : profile.rtpTrailerLength();
    }

    /** Encrypts {@code scratch.in} and writes everything behind the header into the packet. */
    abstract CryptoStatus seal(SrtpBatch batch, int i, boolean isRtcp);

    /** Decrypts {@code scratch.in} and writes the plaintext behind the header of the packet. */
    abstract CryptoStatus open(SrtpBatch batch, int i, boolean isRtcp);
}
