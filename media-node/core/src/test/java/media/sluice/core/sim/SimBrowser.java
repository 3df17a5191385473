package media.sluice.core.sim;

import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import media.sluice.core.crypto.CertificateFingerprint;
import media.sluice.core.crypto.FakeSrtpEngine;
import media.sluice.core.crypto.SrtpBatch;
import media.sluice.core.crypto.SrtpMasterKey;
import media.sluice.core.crypto.SrtpProfile;
import media.sluice.core.dtls.DtlsRecord;
import media.sluice.core.dtls.FakeDtlsClient;
import media.sluice.core.dtls.FakeSecrets;
import media.sluice.core.rtp.RtpHeader;
import media.sluice.core.srtp.SrtpReceiver;
import media.sluice.core.srtp.SrtpSender;
import media.sluice.core.srtp.SrtpStatus;
import media.sluice.core.wire.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What a browser runs above ICE: a DTLS client, then one audio stream out every 20 ms, and a note
 * of each packet that comes back.
 */
public final class SimBrowser implements SimClient.Application {
    /** SSRC of what it sends. */
    public static final int SSRC = 0x1111;

    /** Payload type of what it sends. */
    public static final int PAYLOAD_TYPE = 111;

    private static final long PACING_NANOS = 20_000_000L;
    private static final int ROOM = 1500;

    private final FakeDtlsClient dtls;
    private final FakeSrtpEngine engine = new FakeSrtpEngine();
    private final SrtpBatch batch = new SrtpBatch(1);
    private final ArrayDeque<byte[]> outbox = new ArrayDeque<>();
    private final List<Long> echoed = new ArrayList<>();
    private final List<Long> echoTimes = new ArrayList<>();
    private final List<byte[]> rtcp = new ArrayList<>();
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean isStarted;
    private boolean isSending = true;
    private int sequence;
    private long nextNanos = Long.MAX_VALUE;
    private long refused;

    /** A browser that negotiates this profile. */
    public SimBrowser(SrtpProfile profile, long seed) {
        byte[] random = new byte[32];
        new SplittableRandom(seed).nextBytes(random);
        dtls = new FakeDtlsClient(FakeSecrets.of(profile), random, new byte[] {1, 2, 3});
    }

    /** What its description would say. */
    public CertificateFingerprint fingerprint() {
        return dtls.fingerprint();
    }

    /** The key it protects with. */
    public SrtpMasterKey sendingKey() {
        var material = dtls.srtp();
        if (material == null) {
            throw new IllegalStateException("no keys before the handshake");
        }
        return material.client();
    }

    /** Whether the handshake is complete. */
    public boolean isConnected() {
        return dtls.isConnected();
    }

    /** Flights of the handshake sent again. */
    public int retries() {
        return dtls.retries();
    }

    /** Packets sent. */
    public int sent() {
        return sequence;
    }

    /** Stops the stream. */
    public void stopSending() {
        isSending = false;
        nextNanos = Long.MAX_VALUE;
    }

    /** Indexes of the RTP packets received, in order of arrival. */
    public List<Long> echoed() {
        return echoed;
    }

    /** Compound RTCP packets received, in plain form. */
    public List<byte[]> rtcp() {
        return rtcp;
    }

    /** Packets that were not authentic, or came twice. */
    public long refused() {
        return refused;
    }

    /** The longest time between two received packets. */
    public long longestGapNanos() {
        long longest = 0;
        for (int i = 1; i < echoTimes.size(); i++) {
            longest = Math.max(longest, echoTimes.get(i) - echoTimes.get(i - 1));
        }
        return longest;
    }

    /** Forgets arrivals so far: the next gap is measured from here. */
    public void startMeasuring() {
        echoTimes.clear();
    }

    /** Sends application data through DTLS. */
    public void sendData(byte[] content) {
        dtls.send(content);
    }

    @Override
    public void handleDatagram(MemorySegment segment, long offset, int length, long nowNanos) {
        if (DtlsRecord.isDtls(Bytes.u8(segment, offset))) {
            dtls.handleDatagram(segment, offset, length, nowNanos);
            connect(nowNanos);
            return;
        }
        var in = receiver;
        if (in == null) {
            refused++;
        } else if (RtpHeader.isRtcp(segment, offset)) {
            if (in.unprotectRtcp(segment, offset, length) == SrtpStatus.OK) {
                byte[] plain = new byte[in.length()];
                Bytes.copy(segment, offset, plain, 0, plain.length);
                rtcp.add(plain);
            } else {
                refused++;
            }
        } else if (in.unprotectRtp(segment, offset, length) == SrtpStatus.OK) {
            echoed.add(in.index());
            echoTimes.add(nowNanos);
        } else {
            refused++;
        }
    }

    @Override
    public byte @Nullable [] pollDatagram(long nowNanos) {
        if (!isStarted) {
            isStarted = true;
            dtls.start(nowNanos);
        }
        dtls.handleTimeout(nowNanos);
        var room = MemorySegment.ofArray(new byte[ROOM]);
        int length = dtls.pollDatagram(room, 0);
        if (length > 0) {
            byte[] datagram = new byte[length];
            Bytes.copy(room, 0, datagram, 0, length);
            return datagram;
        }
        if (nowNanos >= nextNanos) {
            nextNanos += PACING_NANOS;
            outbox.add(nextPacket());
        }
        return outbox.poll();
    }

    @Override
    public long nextDeadlineNanos() {
        return isStarted ? Math.min(dtls.nextDeadlineNanos(), nextNanos) : 0;
    }

    private void connect(long nowNanos) {
        var material = dtls.srtp();
        if (material != null && dtls.isConnected() && sender == null) {
            sender = new SrtpSender(material.profile(), material.client(), engine);
            receiver = new SrtpReceiver(material.profile(), material.server(), engine);
            nextNanos = isSending ? nowNanos : Long.MAX_VALUE;
        }
    }

    private byte[] nextPacket() {
        var out = sender;
        if (out == null) {
            throw new IllegalStateException("media before the handshake");
        }
        byte[] bytes = new byte[ROOM];
        var room = MemorySegment.ofArray(bytes);
        RtpHeader.write(room, 0, false, PAYLOAD_TYPE, sequence, sequence * 960, SSRC);
        Bytes.put32(room, RtpHeader.FIXED_LENGTH, sequence);
        return seal(out, room, bytes, RtpHeader.FIXED_LENGTH + 80);
    }

    private byte[] seal(SrtpSender out, MemorySegment room, byte[] bytes, int length) {
        var stream = out.stream(SSRC);
        if (stream == null) {
            throw new IllegalStateException("no send stream");
        }
        batch.clear();
        int entry = out.stage(batch, stream, sequence++ & 0xFFFF);
        batch.packet(entry, room, 0, ROOM);
        batch.plainInPlace(entry, RtpHeader.FIXED_LENGTH, length);
        engine.protectRtp(batch);
        return Arrays.copyOf(bytes, batch.packetLength[entry]);
    }

    /** Sends a compound RTCP packet. */
    public void sendRtcp(byte[] plain) {
        var out = sender;
        if (out != null) {
            byte[] bytes = Arrays.copyOf(plain, plain.length + SrtpProfile.MAX_TRAILER_LENGTH);
            int length =
                    out.protectRtcp(MemorySegment.ofArray(bytes), 0, plain.length, bytes.length);
            outbox.add(Arrays.copyOf(bytes, length));
        }
    }
}
