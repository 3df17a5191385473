package media.sluice.node.crypto.jitsi;

import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.logging.Level;
import media.sluice.core.crypto.SrtpKey;
import media.sluice.core.crypto.SrtpKeySpec;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.wire.Serial;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpContextFactory;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.SrtpPolicy;
import org.jitsi.utils.logging2.LoggerImpl;

/** One direction's master key, with a library context per SSRC. */
final class JitsiKey implements SrtpKey {

    private static final int NO_AUTHENTICATION_KEY = 0;

    /**
     * A context and what it believes: it can be used for an index only if it would guess that
     * index.
     */
    private static final class RtpContext {
        private final SrtpCryptoContext context;
        private long highest;

        RtpContext(SrtpCryptoContext context, long highest) {
            this.context = context;
            this.highest = highest;
        }
    }

    private static final class RtcpContext {
        private final SrtcpCryptoContext context;
        private long next;

        RtcpContext(SrtcpCryptoContext context) {
            this.context = context;
        }
    }

    private final SrtpProfile profile;
    private final boolean isSender;
    private final SrtpContextFactory factory;
    private final Map<Integer, RtpContext> rtp = new HashMap<>();
    private final Map<Integer, RtcpContext> rtcp = new HashMap<>();

    JitsiKey(SrtpKeySpec spec) {
        profile = spec.profile();
        isSender = spec.direction() == SrtpKeySpec.Direction.PROTECT;
        var logger = new LoggerImpl(JitsiKey.class.getName(), Level.OFF);
        factory =
                new SrtpContextFactory(
                        isSender,
                        spec.master().key().bytes(),
                        spec.master().salt().bytes(),
                        policy(profile),
                        policy(profile),
                        logger);
    }

    private static SrtpPolicy policy(SrtpProfile profile) {
        var policy =
                profile.isAead()
                        ? new SrtpPolicy(
                                SrtpPolicy.AESGCM_ENCRYPTION,
                                profile.keyLength(),
                                SrtpPolicy.NULL_AUTHENTICATION,
                                NO_AUTHENTICATION_KEY,
                                profile.tagLength(),
                                profile.saltLength())
                        : new SrtpPolicy(
                                SrtpPolicy.AESCM_ENCRYPTION,
                                profile.keyLength(),
                                SrtpPolicy.HMACSHA1_AUTHENTICATION,
                                profile.authKeyLength(),
                                profile.tagLength(),
                                profile.saltLength());
        policy.setSendReplayEnabled(false);
        policy.setReceiveReplayEnabled(false);
        return policy;
    }

    @Override
    public SrtpProfile profile() {
        return profile;
    }

    SrtpErrorStatus transform(PacketBuffer packet, long index, boolean isRtcp)
            throws GeneralSecurityException {
        if (isRtcp) {
            return transformRtcp(packet, index);
        }
        RtpContext chosen = contextFor(packet.readInt(8), index);
        SrtpErrorStatus status =
                isSender
                        ? chosen.context.transformPacket(packet)
                        : chosen.context.reverseTransformPacket(packet, false);
        if (status == SrtpErrorStatus.OK) {
            chosen.highest = Math.max(chosen.highest, index);
        }
        return status;
    }

    private RtpContext contextFor(int ssrc, long index) throws GeneralSecurityException {
        RtpContext context = rtp.get(ssrc);
        if (context == null || Serial.unwrap16(context.highest, (int) index & 0xFFFF) != index) {
            context = new RtpContext(factory.deriveContext(ssrc, (int) (index >>> 16)), index);
            rtp.put(ssrc, context);
        }
        return context;
    }

    private SrtpErrorStatus transformRtcp(PacketBuffer packet, long index)
            throws GeneralSecurityException {
        int ssrc = packet.readInt(4);
        RtcpContext context = rtcp.get(ssrc);
        if (context == null) {
            context = new RtcpContext(factory.deriveControlContext(ssrc));
            rtcp.put(ssrc, context);
        }
        if (!isSender) {
            return context.context.reverseTransformPacket(packet);
        }
        if (context.next != index) {
            return SrtpErrorStatus.FAIL;
        }
        context.next++;
        return context.context.transformPacket(packet);
    }

    @Override
    public void close() {
        factory.close();
    }
}
